"""A teacher's evening, from a mixed heap of downloads to marks: the commands of docs/evening.md on a class of forty."""
