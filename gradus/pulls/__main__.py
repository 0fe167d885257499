"""Run the commands without an installation: `PYTHONPATH=… python3 -P -m gradus.pulls`."""

import sys

from gradus.pulls.cli import main

if __name__ == "__main__":
    sys.exit(main())
