"""What people read about results: an overview of a class, a page for each student, the teacher's view of one."""
