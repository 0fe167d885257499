"""The repositories of a class: the course, what students start from, and each student's own."""
