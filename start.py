"""Sets up and runs Gradus from this repository: python3 start.py grade solutions --out results."""

import runpy
from pathlib import Path

runpy.run_path(
    str(Path(__file__).resolve().parent / "gradus" / "authoring" / "student" / "start.py"), run_name="__main__"
)
