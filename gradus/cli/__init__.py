"""The command line: one small module for each command, and nothing that imports it."""

from gradus.cli.group import main

__all__ = ["main"]
