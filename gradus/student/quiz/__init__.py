"""`gradus quiz`: the lessons' questions in a terminal, and again when what was missed has had time to settle."""
