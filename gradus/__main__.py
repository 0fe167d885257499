"""`python -m gradus` is the command."""

from gradus.cli import main

main()
