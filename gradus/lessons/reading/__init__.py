"""What students hand in: their notebooks as data, whichever cells hold an answer, and what it is worth."""
