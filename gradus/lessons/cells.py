"""Runs a lesson's cells in one namespace, as the child process of `running`: python -m gradus.lessons.cells RESULT.

Jupyter would take longer to start than most lessons to run; what only a notebook can do is tested in tests/. Reads a
JSON list of [number, source] from standard input; writes the Run of `running` as JSON to RESULT.
"""

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Run the cells; what one of them raises ends the process with its traceback."""
    from gradus.lessons.figures import figure_findings

    namespace: dict[str, Any] = {"__name__": "__main__"}
    printed: dict[str, str] = {}
    findings: list[str] = []
    for number, source in json.load(sys.stdin):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(source, f"cell {number}", "exec"), namespace)
        printed[str(number)] = out.getvalue()
        plt: Any = sys.modules.get("matplotlib.pyplot")
        for name in plt.get_fignums() if plt else ():
            figure = plt.figure(name)
            figure.set_layout_engine("none")  # half the time of drawing, and nothing here depends on it
            figure.canvas.draw()
            if not any(axes.has_data() or axes.patches or axes.texts for axes in figure.axes):
                findings.append(f"cell {number}: its figure is empty.")
            findings += [f"cell {number}: {finding}" for finding in figure_findings(figure)]
            plt.close(figure)
    Path(sys.argv[1]).write_text(json.dumps({"printed": printed, "findings": findings}), "utf-8")


if __name__ == "__main__":
    main()
