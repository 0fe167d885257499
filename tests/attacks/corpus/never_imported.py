"""Tries to keep the grader waiting at import."""

while True:
    pass
