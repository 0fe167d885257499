"""`gradus pulls update`: brings a corrected release to repositories in which students work."""
