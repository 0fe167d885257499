"""`gradus pulls run`: plan, fetch, grade and post in a loop, on a machine of one's own."""
