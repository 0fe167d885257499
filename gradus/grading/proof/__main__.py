"""Run the reference through the checks of one exercise: python -m gradus.grading.proof ROOT EXERCISE SANDBOX."""

import json
import sys
from pathlib import Path

from gradus.core.course import load
from gradus.grading.proof import findings


def main() -> None:
    """Print what came of it as JSON: the ids of the checks that pass, and a sentence on each of the others."""
    root, name, sandbox = sys.argv[1:4]
    course = load(Path(root))
    passed, sentences = findings.look(course, course.by_id[name], sandbox)
    print(json.dumps({"passed": passed, "findings": sentences}))


if __name__ == "__main__":
    main()
