"""From tests to checks: the words of the vocabulary for what a test asserts."""
