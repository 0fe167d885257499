"""The commands that a student has too: check, hint and show."""
