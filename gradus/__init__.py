"""Gradus: a course of graded exercises, and the grader that judges it."""

__version__ = "0.2.0"
