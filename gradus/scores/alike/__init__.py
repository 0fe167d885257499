"""Passages that are alike in the modules of two students, beyond the stub and beyond what many write."""
