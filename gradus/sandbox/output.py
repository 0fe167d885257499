"""What a worker prints: kept within bounds, and made harmless for whoever reads it."""

from gradus.core.text import WIDTH, printable

HALF = 32 << 10  # bytes that are kept of the beginning, and of the end
LINES = 6  # lines that are shown of the beginning, and of the end
MOST = 2 * LINES + 1


class Output:
    """The bytes that a worker printed since `clear`: the first and the last 32 KiB, and how many lines they were."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.head, self.tail, self.ends = bytearray(), bytearray(), 0

    def keep(self, chunk: bytes) -> None:
        """Add what was read."""
        self.ends += chunk.count(b"\n")
        room = HALF - len(self.head)
        self.head += chunk[:room]
        self.tail += chunk[room:]
        del self.tail[:-HALF]

    def text(self) -> str:
        """The end of it, as it was printed."""
        return (self.head + self.tail).decode("utf-8", "replace")

    def lines(self) -> list[str]:
        """The first lines and the last ones, each cut to the width of a page and made `printable`."""
        kept = bytes(self.head + self.tail).rstrip()
        lines = kept.split(b"\n") if kept else []
        between = self.ends - (self.head + self.tail)[len(kept) :].count(b"\n") + 1 - 2 * LINES
        if between <= 0:
            return [_shown(line) for line in lines]
        first, last = lines[:LINES], lines[-LINES:]
        more = f"… {between} more line{'s' if between > 1 else ''}"
        return [*map(_shown, first), more, *map(_shown, last)]


def _shown(line: bytes) -> str:
    """One line as a terminal would leave it: what follows a carriage return overwrites what stands before it."""
    text = line.rstrip().rpartition(b"\r")[2].decode("utf-8", "replace")
    return printable(printable(text, WIDTH), WIDTH)  # cut again, since characters that are escaped grow
