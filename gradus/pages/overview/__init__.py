"""The overview of a class: what its results say, as data, on a terminal and as a page."""
