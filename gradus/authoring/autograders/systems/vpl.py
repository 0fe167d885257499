"""VPL (Virtual Programming Lab, for Moodle): execution files for the activity, and what its execution server installs.

Execution files are text, so the course is one of them, as an archive in base64.
"""

import base64

from gradus.authoring import engine
from gradus.authoring.autograders.bundle import Order, System, script


def _files(order: Order) -> dict[str, bytes]:
    packed = base64.encodebytes(engine.archive(dict(sorted(order.secret().items()))))
    files = {"execution_files/gradus_course.txt": packed}
    files |= {f"execution_files/{name}": script(name) for name in ("vpl_evaluate.sh", "vpl_run.sh")}
    return files | order.machinery("server/")


def _told(order: Order) -> list[str]:
    return [
        "on the execution server, as root: bash install.sh FOLDER, where FOLDER is server/ of the zip file.",
        "in the activity, upload execution_files/ under Execution files, keep none of them when running, and allow "
        "Evaluate. They have hidden checks and solutions: share them with nobody.",
    ]


SYSTEM = System("vpl", _files, _told, frozenset({"install.sh", "vpl_evaluate.sh", "vpl_run.sh"}))
