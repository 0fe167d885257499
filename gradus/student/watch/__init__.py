"""`gradus check --watch`: what was saved, which key was pressed, and what the screen shows."""
