"""Gradescope: setup.sh and run_autograder at the top of a zip file, as its Autograder Specifications say."""

from gradus.authoring.autograders.bundle import Order, System, script
from gradus.authoring.autograders.settings import Hidden


def _files(order: Order) -> dict[str, bytes]:
    scripts = {name: script(name) for name in ("setup.sh", "run_autograder")}
    return {**order.secret(), **order.machinery(), **scripts}


def _told(order: Order) -> list[str]:
    told = [
        f"in Gradescope, make a programming assignment of {order.points:g} points, and upload the zip file under "
        "Configure Autograder. It has hidden checks and solutions: share it with nobody."
    ]
    if order.hidden is not Hidden.VISIBLE:
        told.append("while a check is kept back, Gradescope shows students no total score.")
    return told


SYSTEM = System("gradescope", _files, _told, frozenset({"setup.sh", "run_autograder", "install.sh"}), hides=True)
