"""Finds code that must not be released, whatever its variables are called and wherever it stands in a file."""
