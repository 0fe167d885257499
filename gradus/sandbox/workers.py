"""Where the workers of a run come from: clones of a zygote where the sandbox and the machine have one."""

from pathlib import Path

from gradus.sandbox import cgroups
from gradus.sandbox.callbacks import Callbacks
from gradus.sandbox.errors import WorkerStartError
from gradus.sandbox.launch import PROCESS
from gradus.sandbox.processes import Started, WorkerProcess, Zygote
from gradus.sandbox.registry import find
from gradus.sandbox.spares import Spares
from gradus.sandbox.transport import SubprocessTransport
from gradus.worker import wire


class Workers:
    """Starts workers in the sandbox called `sandbox`, which cannot see the folder `hidden`.

    Each set of packages has a zygote of its own, so what a worker can read is the same as without.
    """

    def __init__(self, sandbox: str, hidden: Path | None = None, spares: Spares | None = None) -> None:
        """A worker in a plain process may be one of the `spares`, which are not closed with this."""
        self.sandbox, self.hidden = find(sandbox), hidden
        self.spares = spares if sandbox == PROCESS else None
        self.zygotes: dict[frozenset[str], Zygote | None] = {}
        self.untried: set[frozenset[str]] = set()

    def begin(self, packages: frozenset[str]) -> None:
        """Start the zygote for these packages, without waiting for it, if this sandbox has one."""
        if packages not in self.zygotes:
            launch = self.sandbox.zygote(packages, self.hidden)
            self.zygotes[packages] = Zygote(launch) if launch else None
            self.untried.add(packages)

    def clones(self, packages: frozenset[str]) -> bool:
        """Whether workers with these packages are clones, as far as is known."""
        self.begin(packages)
        return self.zygotes[packages] is not None

    def prepare(self, packages: frozenset[str]) -> None:
        """Start the zygote for these packages, if this machine allows one, and wait until it can clone.

        One that has ended is started again.
        """
        there = self.zygotes.get(packages)
        if there and there.has_ended():
            there.close()
            del self.zygotes[packages]
        self.begin(packages)
        zygote = self.zygotes[packages]
        if zygote and packages in self.untried:
            try:
                _try(zygote)
            except (WorkerStartError, OSError):
                zygote.close()
                self.zygotes[packages] = None
        self.untried.discard(packages)

    def connect(self, packages: frozenset[str], callbacks: Callbacks, resolve: wire.Resolve) -> SubprocessTransport:
        """A transport to a new worker that can import these packages."""
        return SubprocessTransport(self._process(packages), callbacks, resolve)

    def _process(self, packages: frozenset[str]) -> WorkerProcess:
        self.prepare(packages)
        if zygote := self.zygotes[packages]:
            return zygote.clone()
        spare = self.spares.take(packages) if self.spares else None
        return spare or Started(self.sandbox.launch(packages, self.hidden))

    def close(self) -> None:
        """End all zygotes, and with them the workers that they cloned."""
        while self.zygotes:
            if zygote := self.zygotes.popitem()[1]:
                zygote.close()
        cgroups.sweep(cgroups.places())


def _try(zygote: Zygote) -> None:
    """Clone a worker once. Raises WorkerStartError if this machine forbids that."""
    zygote.ready()
    trial = SubprocessTransport(zygote.clone(), Callbacks(), lambda reference: reference)
    try:
        trial.ready()
    finally:
        trial.close()
