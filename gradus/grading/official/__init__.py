"""Official grading: which verdicts still hold, what each rests on, and a process for each submission."""
