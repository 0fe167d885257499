"""Answers in the text of a notebook's cells: read without running anything, and compared as a person would."""
