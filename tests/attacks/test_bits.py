"""How much one run can tell a student of what hidden checks ask: docs/threat-model.md says so, and this counts it.

GRADUS_GOLDEN=write rewrites the number on the page.
"""

from __future__ import annotations

import math
import os
import re

import pytest

from gradus.core import checks
from gradus.core.course import load
from gradus.core.facts import FACTS
from gradus.core.status import HIDDEN, Visibility
from gradus.grading.diagnosis import matching
from tests.conftest import ROOT

pytestmark = pytest.mark.fast
PAGE = ROOT / "docs" / "threat-model.md"
BLOCK = re.compile(r"<!-- bits -->\n(.*?)\n<!-- end of bits -->", re.DOTALL)


def sentence() -> str:
    course, hidden, bits = load(ROOT), 0, 0.0
    for exercise in course.exercises:
        known = matching.known(course, exercise).misconceptions
        for check in checks.read(course, exercise):
            if check.visibility is Visibility.HIDDEN:
                told = FACTS | {each.sentence for each in known if check.id in each.traces}
                hidden += 1
                bits += math.log2(len(HIDDEN) + len(told))  # a sentence comes with one of the statuses, failed
    return (
        f"  The {hidden} hidden checks of this course tell {hidden} bits by passing or not, and with the other\n"
        f"  statuses and the sentences at most **{round(bits, -1):,.0f} bits a run**, if it knew which check asks."
    )


def test_the_page_has_the_true_number() -> None:
    text, wanted = PAGE.read_text("utf-8"), sentence()
    if os.environ.get("GRADUS_GOLDEN") == "write":
        text = BLOCK.sub(lambda _: f"<!-- bits -->\n{wanted}\n<!-- end of bits -->", text)
        PAGE.write_text(text, "utf-8", newline="\n")
    (shown,) = BLOCK.findall(text)
    assert shown == wanted, "run GRADUS_GOLDEN=write uv run pytest tests/attacks/test_bits.py"
