"""The commands of an author, who writes the course. A student repository is released without this folder."""
