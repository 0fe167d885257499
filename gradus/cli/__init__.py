"""The command line: one small module for each command, and nothing that imports it."""
