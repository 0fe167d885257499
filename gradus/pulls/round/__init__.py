"""One round of grading: plan what to grade, fetch it as data, post what came of it."""
