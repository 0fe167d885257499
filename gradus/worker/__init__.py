"""The code inside the sandbox, and all of it: only this folder is bound into it. Standard library and NumPy only."""
