"""Whether the marks of a class can be compared: reports that other checks made, or that don't say which."""

from collections.abc import Container, Sequence

from gradus.core.report import Made, Report
from gradus.scores.absent import listed

AGAIN = "grade again (gradus grade does only what is needed)"


def mixtures(reports: Sequence[Report], works: Container[str]) -> list[str]:
    """A sentence for each exercise of `works` that was not graded by the same checks for all."""
    told: list[str] = []
    for name, made in _exercises(reports).items():
        versions = {each.graders for each in made.values() if each}
        if len(versions) < 2 or name not in works:
            continue
        newest = max((each for each in made.values() if each), key=lambda each: each.at).graders
        older = [login for login, each in made.items() if each and each.graders != newest]
        told.append(f"{listed(older)} and the rest were graded by different versions of {name}: {AGAIN}.")
    return told


def unlike(reports: Sequence[Report]) -> list[str]:
    """Notes on what may be different between reports and is no reason to stop: unknown checks, other versions."""
    told: list[str] = []
    made = {report.submission: [e.made for e in report.exercises] for report in reports if report.exercises}
    unknown = [login for login, each in made.items() if None in each]
    if 0 < len(unknown) < len(made):
        told.append(f"the reports of {listed(unknown)} don't say which checks made them: {AGAIN}.")
    for what in ("python", "numpy"):
        versions: dict[str, list[str]] = {}
        for login, each in made.items():
            for version in {getattr(one, what) for one in each if one}:
                versions.setdefault(version, []).append(login)
        if len(versions) > 1:
            name = {"python": "Python", "numpy": "NumPy"}[what]
            groups = "; ".join(f"{version}: {listed(logins)}" for version, logins in sorted(versions.items()))
            told.append(f"not all were graded with the same {name} ({groups}).")
    return told


def _exercises(reports: Sequence[Report]) -> dict[str, dict[str, Made | None]]:
    """What made each exercise's results, by its id and the submission."""
    found: dict[str, dict[str, Made | None]] = {}
    for report in reports:
        for exercise in report.exercises:
            found.setdefault(exercise.id, {})[report.submission] = exercise.made
    return found
