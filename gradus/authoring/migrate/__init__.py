"""`gradus import`: notebooks made for nbgrader or Otter become exercises, checks and lessons. Nothing is run."""
