"""The commands of a teacher. A student repository is released without this folder."""
