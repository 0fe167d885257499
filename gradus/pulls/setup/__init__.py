"""A class on GitHub: `setup` makes what it needs, `doctor` says what is missing, `update` brings corrections."""
