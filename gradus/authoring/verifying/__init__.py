"""What `gradus verify` asks of a course: its files and texts, its graders, and what they do when they are run."""
