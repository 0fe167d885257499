"""Notebooks: build and verify them, and grade their questions without running anything."""
