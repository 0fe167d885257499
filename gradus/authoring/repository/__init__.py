"""What the student repository is made of, and how it gets to where it lives."""
