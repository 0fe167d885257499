"""A notebook's code, read without running it: names, and what needs what."""
