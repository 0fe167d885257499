"""Passages that are alike, side by side: a section for a page, a page of its own, a table on a terminal, data."""
