"""The commands that a student has, too."""
