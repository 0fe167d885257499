"""Tries to make the graders stumble over their own words: what they call is None, a number and a string."""

numerical_derivative = None
tangent_line = 6.0
plan = "plan"
