"""Removes one person from a class's files: what is theirs, their rows in tables and lists, and the gradebook's."""
