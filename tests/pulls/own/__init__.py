"""`gradus pulls run`, and what it stands on."""
