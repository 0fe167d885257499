"""Autograders for other systems: their bundles, what they write, and that they grade in a clean root."""
