"""Tries to blind the grader by closing every file descriptor."""

import os

os.closerange(0, 256)
