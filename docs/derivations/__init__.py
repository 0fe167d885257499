"""A package only so that mypy can tell this make_pictures.py from the one in docs/."""
