"""`gradus progress` on a terminal and as data."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.text import Text

from gradus.core.text import count, one_line
from gradus.student import climb, commands, history, progress
from gradus.student.climb import Day
from gradus.student.commands import gradus
from gradus.student.history import Event
from gradus.student.layout import indented, spread, wrapped
from gradus.student.overview import Overview

BAR = 20  # columns of the longest day's bar
MOST = 5  # exercises and misconceptions that are shown


def data(seen: Overview, events: Sequence[Event]) -> dict[str, Any]:
    """The climb as data: days, efforts, misconceptions that came back, where it was left off, and each exercise."""
    last = climb.left_off(seen.course, events)
    entries = progress.read(seen.course)
    return {
        "next": seen.following.id if seen.following else None,
        "left_off": last
        and {"at": last.at, "exercise": last.exercise, "function": last.function, "lesson": last.lesson},
        "days": [_day_data(day) for day in climb.days(events)],
        "longest": [vars(each) for each in climb.efforts(events)],
        "came_back": [vars(each) for each in climb.returned(events)],
        "exercises": {
            exercise.id: {
                "state": seen.state(exercise).state or "not started",
                "note": seen.state(exercise).note,
                "red": entries[exercise.id].red if exercise.id in entries else "",
                "hints": entries[exercise.id].climbed if exercise.id in entries else {},
            }
            for exercise in seen.course.exercises
        },
        "lessons": {name: {"answered": answered, "questions": all_} for name, (answered, all_) in seen.answers.items()},
        "quiz": {"due": seen.due},
    }


def _day_data(day: Day) -> dict[str, Any]:
    right, judged = day.answers
    points = {name: {"score": score, "possible": possible} for name, (score, possible) in day.points.items()}
    return {**vars(day), "day": day.day.isoformat(), "answers": {"right": right, "judged": judged}, "points": points}


def show(out: Console, seen: Overview, events: Sequence[Event]) -> None:
    """Print the climb, or how it begins."""
    if not events:
        wrapped(out, Text("Nothing is written down yet. Your history begins with the first check:"))
        out.print(Text(f"    {gradus('check')}", "cyan"), soft_wrap=True)
        return
    wrapped(out, Text("Your climb", "bold"))
    days = climb.days(events)
    longest = max(day.gained for day in days)
    for day in days:
        _show_day(out, day, longest)
    _show_longest(out, events)
    _show_returned(out, events)
    _show_left_off(out, seen, events)


def _show_day(out: Console, day: Day, longest: float) -> None:
    bar = "█" * round(BAR * max(day.gained, 0.0) / longest) if longest > 0 else ""
    gained = f"+{day.gained:g} {'point' if day.gained == 1 else 'points'}" if day.gained > 0 else "no new points"
    left = Text.assemble((_named(day.day), "bold"), f"  {bar} " if bar else "  ", gained)
    out.print(spread(out, left, Text(_took(day.minutes), "dim"), 2))
    right, judged = day.answers
    answered = f"{right} of {judged} answers right" if judged else ""
    hints = count(day.hints, "hint") if day.hints else ""
    done = ", ".join(filter(None, [count(day.checks, "check"), hints, answered]))
    finished = f"; finished {', '.join(day.finished)}" if day.finished else ""
    indented(out, Text(f"{done}{finished}", "dim"))


def _took(minutes: int) -> str:
    return f"about {minutes} min" if minutes else "under a minute"


def _named(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _show_longest(out: Console, events: Sequence[Event]) -> None:
    efforts = [each for each in climb.efforts(events) if each.checks][:MOST]
    if efforts:
        out.print()
        wrapped(out, Text("What took longest"))
    for each in efforts:
        hints = f", {count(each.hints, 'hint')}" if each.hints else ""
        until = "" if each.finished else ", not finished yet"
        took = Text(f"{_took(each.minutes)}, {count(each.checks, 'check')}{hints}{until}", "dim")
        out.print(spread(out, Text(f"  {each.exercise}"), took, 2))


def _show_returned(out: Console, events: Sequence[Event]) -> None:
    came = climb.returned(events)[:MOST]
    if came:
        out.print()
        wrapped(out, Text("What came back"))
    for each in came:
        wrapped(out, Text(f"  {each.exercise}, {each.times} times: {one_line(each.sentence, 300)}"), 2)


def _show_left_off(out: Console, seen: Overview, events: Sequence[Event]) -> None:
    out.print()
    if last := climb.left_off(seen.course, events):
        wrapped(out, Text(f"You left off {_named(last.day)} at {last.time:%H:%M}, in {history.left_off([last])}."))
    if seen.following:
        commands.show(out, "Go on with:", gradus("check", seen.course.shortest(seen.following)))
