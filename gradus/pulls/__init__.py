"""Grading of pull requests: plan what to grade, fetch it as data, post the scores.

The machine that posts holds a token with write access and installs no third-party package, so this package imports
only the standard library and `gradus.core`.
"""
