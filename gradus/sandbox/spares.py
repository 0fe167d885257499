"""Workers that start before anybody asks for one, for a student at a terminal: the first question finds one ready.

Nothing here imports NumPy, so that a worker gets ready while the process that asks is still importing.
"""

from pathlib import Path

from gradus.sandbox.kinds.process import SANDBOX
from gradus.sandbox.packages import WARM
from gradus.sandbox.processes import Started


class Spares:
    """Workers in plain processes that wait for their first question. The thread that starts them must outlive them."""

    def __init__(self, hidden: Path | None = None) -> None:
        self.hidden = hidden
        self.waiting: dict[frozenset[str], list[Started]] = {}

    def start(self, packages: frozenset[str], *, draws: bool = False) -> None:
        """Start one that can import these packages; one that `draws` loads matplotlib while nobody asks anything."""
        idle = WARM["matplotlib"] if draws and "matplotlib" in packages else ()
        self.waiting.setdefault(packages, []).append(Started(SANDBOX.launch(packages, self.hidden, idle)))

    def take(self, packages: frozenset[str]) -> Started | None:
        """The one that has waited longest and still runs, if there is one for these packages."""
        waiting = self.waiting.get(packages, [])
        while waiting:
            spare = waiting.pop(0)
            if spare.process.poll() is None:
                return spare
            spare.close()
        return None

    def keep(self, packages: frozenset[str]) -> bool:
        """End those for other packages; whether one for these is left."""
        for other in [each for each in self.waiting if each != packages]:
            for spare in self.waiting.pop(other):
                spare.close()
        return bool(self.waiting.get(packages))

    def close(self) -> None:
        """End all that still wait."""
        while self.waiting:
            for spare in self.waiting.popitem()[1]:
                spare.close()
