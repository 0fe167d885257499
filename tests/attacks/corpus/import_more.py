"""Tries to import what would do the exercise, or what the grader is made of: the sandbox holds only what is allowed."""

import importlib

loot = []
for name in "sklearn scipy pytest rich click nbgrader msgpack pip setuptools hypothesis gradus.grading graders solutions".split():
    try:
        importlib.import_module(name)
        loot.append(name)
    except ImportError:
        pass
if loot:
    raise RuntimeError(f"LOOT {loot}")
