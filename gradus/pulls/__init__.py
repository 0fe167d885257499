"""Grading of pull requests: plan what to grade, fetch it as data, post the scores.

Only the standard library and `gradus.core` are used: the machine that posts has a token with write access.
"""
