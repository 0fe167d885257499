"""The version of the checks: a digest of what judges, so that a new README is no reason to grade again."""

import hashlib
from pathlib import Path

import gradus
from gradus.core.course import Course

ENGINE = ("core", "grading", "sandbox", "worker")  # the rooms of the engine that a verdict depends on


def version(course: Course) -> str:
    """Return a digest of the graders, the reference solutions, the exercises' settings, and of what runs them.

    When work is due is none of that.
    """
    engine = Path(gradus.__file__).parent
    files = [*(engine / room for room in ENGINE), course.root / "graders"]
    files += [course.solutions / exercise.path for exercise in course.exercises]
    total = hashlib.sha256(f"{course.seconds}\n".encode())
    for each in course.exercises:
        names = (
            *sorted(each.allow),
            "",
            *sorted(each.data),
            "",
            *sorted(each.forbid),
            "",
            *each.builds_on,
            "",
            *each.further,
        )
        total.update(f"{each.id} {each.points} {' '.join(names)}\n".encode())
    for place in files:
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if path.is_file():
                base = engine if path.is_relative_to(engine) else course.root
                name = path.relative_to(base).as_posix()
                # Git may have checked the same file out with other ends of lines.
                content = path.read_bytes().replace(b"\r\n", b"\n")
                total.update(b"%s\0%d\0" % (name.encode(), len(content)) + content)
    return total.hexdigest()[:40]
