"""Passages alike as data for a script (schema gradus.alike/1). `gradus forget` takes a person's pairs out of it."""

import json
from collections.abc import Mapping
from typing import Any

from gradus.scores.alike.found import Alike, Excerpt, Likeness

SCHEMA = "gradus.alike/1"


def to_json(found: Alike, names: Mapping[str, str]) -> str:
    """The pairs with the lines of their passages, without the code; `names` are what students are called."""
    document = {
        "schema": SCHEMA,
        "compared": len(found.students),
        "exercises": list(found.exercises),
        "notes": [{"student": names.get(who, who), "note": what} for who, what in found.notes],
        "pairs": [
            {"pair": [names[pair.left], names[pair.right]], "exercises": [_exercise(each) for each in pair.exercises]}
            for pair in found.pairs
        ],
    }
    return json.dumps(document)


def _exercise(likeness: Likeness) -> dict[str, Any]:
    passages = [
        {"lines": each.lines, "tokens": each.tokens, "first": _lines(each.left), "second": _lines(each.right)}
        for each in likeness.passages
    ]
    return {
        "exercise": likeness.exercise,
        "share": round(likeness.share, 3),
        "lines": likeness.lines,
        "passages": passages,
    }


def _lines(excerpt: Excerpt) -> list[int]:
    return [excerpt.first, excerpt.last]
