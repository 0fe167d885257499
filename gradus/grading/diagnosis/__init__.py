"""What a wrong answer means: fingerprints, known misconceptions, and facts where none is known."""
