"""What authors write: the source of a lesson, and what is wrong with it."""
