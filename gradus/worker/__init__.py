"""The code inside the sandbox, and all of it: only this folder is bound into it. Imports nothing else of Gradus."""
