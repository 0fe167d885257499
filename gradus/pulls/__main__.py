"""python3 -P -m gradus.pulls: with -P, say by PYTHONPATH where gradus is."""

import sys

from gradus.pulls.cli import main, parser

__all__ = ["main", "parser"]

if __name__ == "__main__":
    sys.exit(main())
