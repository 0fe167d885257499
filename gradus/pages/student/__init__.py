"""One student: the page that the student reads, and the view of the teacher who reads the code."""
