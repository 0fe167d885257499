"""`gradus pulls doctor`: what of a class on GitHub is in order, what is to do, and what cannot be seen."""
