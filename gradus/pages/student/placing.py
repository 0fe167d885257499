"""Which function of a student's code a check is about: the one that the check uses and most others don't."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from gradus.core.checks import Check
from gradus.core.report import CheckResult
from gradus.pages.student.code import Definition


def place(
    results: Sequence[CheckResult], checks: Mapping[str, Check], defined: Iterable[Definition]
) -> dict[str, list[CheckResult]]:
    """The results by the name of a definition, in the order of the source; under "" those that belong to none."""
    names = [each.name for each in defined]
    often = Counter(name for check in checks.values() for name in check.uses | check.reaches)
    placed: dict[str, list[CheckResult]] = {name: [] for name in [*names, ""]}
    for result in results:
        placed[_home(checks.get(result.id), names, often)].append(result)
    return {name: found for name, found in placed.items() if found}


def _home(check: Check | None, names: Sequence[str], often: Counter[str]) -> str:
    if check is None:
        return ""
    # What it calls itself says more than what a helper of its file calls.
    used = [name for name in names if name in check.uses] or [name for name in names if name in check.reaches]
    return min(used, key=lambda name: (often[name], -names.index(name)), default="")
