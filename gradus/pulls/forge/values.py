"""What every forge tells in the same form: ids of commits, and times."""

from datetime import datetime

from gradus.core.text import one_line
from gradus.pulls.forge.blobs import SHA
from gradus.pulls.forge.client import UnansweredError


def sha_of(text: str) -> str:
    """Return the id of a commit. Raises UnansweredError if it is none."""
    if not SHA.fullmatch(text):
        raise UnansweredError(f"The server lists {one_line(text, 80)}, which is no commit SHA.")
    return text


def time_of(text: str) -> datetime:
    """Return a time. Raises UnansweredError if it is none, or has no time zone."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise UnansweredError(f"The server writes a time as {one_line(text, 40)}.")
    return time
