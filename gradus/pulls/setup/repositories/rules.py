"""Rulesets: what may not become of a branch."""

from typing import Any

from gradus.pulls.forge.client import extract
from gradus.pulls.setup.layout import FEEDBACK
from gradus.pulls.setup.steps import Steps


def _ruleset(name: str, branches: list[str], rules: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "target": "branch",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": branches, "exclude": []}},
        "rules": [{"type": rule} for rule in rules],
    }


# What grades, and what was graded, cannot be rewritten.
HISTORY = _ruleset("History stays", ["~DEFAULT_BRANCH", "refs/heads/ledger"], ["deletion", "non_fast_forward"])
# The pull request with the scores compares with this branch: if it moved, it could be merged, and would be gone.
FEEDBACK_STAYS = _ruleset("Feedback stays", [f"refs/heads/{FEEDBACK}"], ["deletion", "update", "non_fast_forward"])


def find_rules(steps: Steps, repository: str, wanted: dict[str, Any]) -> dict[str, Any] | None:
    """The repository's own ruleset of that name."""
    for each in steps.pages(f"/repos/{repository}/rulesets"):
        if each.get("name") == wanted["name"] and each.get("source_type", "Repository") == "Repository":
            found: dict[str, Any] = steps.get(f"/repos/{repository}/rulesets/{extract(int, each, 'id')}")
            return found
    return None


def holds(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether a ruleset forbids what it should, where it should; it may forbid more."""
    names = (found.get("conditions") or {}).get("ref_name") or {}
    rules = {each.get("type") for each in found.get("rules") or []}
    return (
        found.get("enforcement") == "active"
        and found.get("target", "branch") == "branch"
        and {each["type"] for each in wanted["rules"]} <= rules
        and set(wanted["conditions"]["ref_name"]["include"]) <= set(names.get("include") or [])
        and not names.get("exclude")
    )


def keep_rules(steps: Steps, repository: str, wanted: dict[str, Any], *, tell: bool = True) -> bool:
    """Make a ruleset, or mend it; whether anything was written. With `tell`, one that is there is told."""
    what, path = f"the rule “{wanted['name']}” in {repository}", f"/repos/{repository}/rulesets"
    found = find_rules(steps, repository, wanted)
    if found is None:
        steps.write("POST", path, wanted, what=what, unless=lambda: find_rules(steps, repository, wanted))
        return True
    if not holds(found, wanted):
        steps.write("PUT", f"{path}/{extract(int, found, 'id')}", wanted, verb="changed", what=what)
        return True
    if tell:
        steps.there(what)
    return False
