"""`python -m gradus` is the command."""

from gradus.cli.main import main

main()
