"""Small mistakes put into the reference, one at a time: a check that no such mistake fails has a hole."""
