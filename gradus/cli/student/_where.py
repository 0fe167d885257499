"""`gradus` without a command: where you are, and what comes next."""

import json
from collections.abc import Iterable
from typing import Any

import click

from gradus.cli.common import chosen_work, here
from gradus.cli.output import fail, warn
from gradus.core.exits import USAGE
from gradus.student import following, layout, overview, preferences


def show(units: Iterable[str], only: Iterable[str], *, as_json: bool) -> None:
    """Print the overview of the course around the current folder, or of the units and works that were named."""
    course = here()
    chosen = chosen_work(course, units, only) if units or only else None
    if chosen and not chosen.exercises:
        fail("there is no exercise among what was chosen.", USAGE)
    seen = overview.look(course, chosen)
    if as_json:
        click.echo(json.dumps(_data(seen)))
        return
    out = layout.console()
    overview.show_course(out, seen)
    out.print()
    settings, complaint = preferences.usable(course.root)
    warn([complaint] if complaint else [])
    following.show_next(out, seen, settings)


def _data(seen: overview.Overview) -> dict[str, Any]:
    """The overview for a script: the state of each exercise, the units if there are any, and what comes next."""
    shown = seen.shown(seen.course.exercises)
    words = {exercise.id: seen.state(exercise).state or "not started" for exercise in shown}
    data = {"exercises": words, "next": seen.following.id if seen.following else None}
    if not seen.course.units:
        return data
    units = [
        {
            "id": unit.id,
            "title": unit.title,
            "exercises": unit.exercises,
            "open": unit.is_open(seen.now),
            "opens": unit.opens and unit.opens.isoformat(),
            "due": unit.due and unit.due.isoformat(),
        }
        for unit in seen.course.units
    ]
    return {**data, "units": units}
