"""What the pull request with a release says. All names in it are the course's own."""

from collections.abc import Collection

from gradus.core.text import count
from gradus.pulls.setup.repositories.commits import Change

TITLE = "Update from the course"
SHOWN = 100  # paths of each kind


def description(change: Change, edited: Collection[str], left_out: Collection[str]) -> str:
    """The text, in Markdown."""
    new = sorted(path for path, data in change.files.items() if data is not None)
    gone = sorted(path for path, data in change.files.items() if data is None)
    parts = ["The course was corrected. Merge this when it suits you: nothing that was changed here is overwritten."]
    parts += _listed(f"Brought up to date ({count(len(new), 'file')}):", new)
    parts += _listed("No longer part of the course:", gone)
    parts += _listed("Left alone, because they were changed or deleted here:", sorted(edited))
    parts += _listed("Left out, because the teacher's token may not write workflows:", sorted(left_out))
    return "\n\n".join(parts)


def _listed(head: str, paths: list[str]) -> list[str]:
    if not paths:
        return []
    more = [f"- and {len(paths) - SHOWN} more"] if len(paths) > SHOWN else []
    return ["\n".join([head, "", *(f"- `{path}`" for path in paths[:SHOWN]), *more])]
