"""How a course and an exercise begin: laid out whole, and sound as they are."""
