"""What pages and terminals say about passages that are alike. Nothing of it says how they came to be."""

from gradus.scores.alike.compare import SHARE, WEIGHT
from gradus.scores.alike.modules import FEWEST, GRAM
from gradus.scores.alike.modules import SHARE as MANY

CAUSES = (
    "These passages are alike. That can have many causes: working together as allowed, the same source, the same "
    "helper, chance. Read them, and ask."
)
NOTHING = "No passages are alike beyond the stub and beyond what many write."
READING = (
    "Names, comments, texts in quotes, spaces and the order of functions make no difference. A number behind = is the "
    "line on the other side that a line is like; lines without one are shown for the context.",
    "What stands in the stub counts for nothing. A piece of code counts the less the more students have it, and not at "
    f"all if more than {MANY:.0%} of those who handed in the exercise have it (in a small class: more than {FEWEST} "
    f"students). Pieces of fewer than {GRAM} words and signs are chance.",
    "The share says how much of the code that the shorter of two modules has beyond the stub stands in the other one, "
    "too, without what many have. It is no probability of anything; in a short exercise, and where there are few ways "
    "to write it, it is soon large.",
    f"An exercise is listed from {SHARE:.0%} and from {WEIGHT:.0f} words and signs that few have. Pairs stand in the "
    "order of how much there is to read.",
    "What is not listed says nothing: code that was written anew after another's idea is not found.",
)


def size(lines: int) -> str:
    """So many lines."""
    return "1 line" if lines == 1 else f"{lines} lines"
