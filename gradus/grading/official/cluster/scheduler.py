"""The connection to a Dask scheduler, and the Dask workers there: each is greeted, and takes part if it is ready."""

import logging
import queue
import re
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from gradus.core.text import one_line
from gradus.grading.official.cluster import machine

if TYPE_CHECKING:
    from distributed import Client

CONNECT = 10.0  # seconds for the scheduler to answer, and to come back when it is lost
LOOK = 0.5  # seconds between looks at which Dask workers there are
SOON, PATIENCE = 5.0, 300.0  # seconds without any Dask worker until that is said, and until it is an error
GREETINGS = 3  # of a Dask worker that does not answer
ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:[\w.-]+|\[[0-9a-fA-F:.%]+\]):\d{1,5}")
_MISSING = re.compile(r"No module named '([\w.]{1,60})'")
EXAMPLE = "tcp://10.0.0.7:8786"


class ClusterError(Exception):
    """The cluster can't grade, or not any more: an infrastructure error. The text says why and what to do."""


class AddressError(ValueError):
    """Not the address of a scheduler; the text says what one is like."""


def require(address: str) -> None:
    """Raises AddressError if this can't be the address of a scheduler, ClusterError if none answers there."""
    if not ADDRESS.fullmatch(address):
        raise AddressError(f"--scheduler is an address such as {EXAMPLE}, as `dask scheduler` prints it.")
    connect(address).close()


def connect(address: str) -> "Client":
    """A client of the scheduler at an address. Raises ClusterError if Dask isn't installed or nobody answers."""
    try:
        import dask
        from distributed import Client
        from distributed.versions import VersionMismatchWarning
    except ImportError:
        raise ClusterError("--scheduler needs Dask: install gradus-course[scale].") from None
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what becomes of the connection is told below, in words
    warnings.filterwarnings("ignore", module=r"distributed($|\.)")
    warnings.filterwarnings("ignore", category=VersionMismatchWarning)
    # Dask would keep the last thousand messages, with whole submissions in them.
    dask.config.set({"distributed.admin.low-level-log-length": 0})
    made: Future[Client] = Future()

    def make() -> None:
        try:
            made.set_result(Client(address, timeout=CONNECT, set_as_default=False))
        except BaseException as error:
            made.set_exception(error)

    # In a thread, since Dask waits for ever where something listens that does not speak its language.
    threading.Thread(target=make, daemon=True).start()
    try:
        return made.result(CONNECT + 5)
    except Exception as error:  # Dask's own, the network's, and TLS'
        why = f"{type(error).__name__}: {one_line(str(error), 200)}".removesuffix(": ")
        hint = "Is `dask scheduler` running there, and is the address the one that it printed?"
        raise ClusterError(f"no Dask scheduler answers at {address} ({why}). {hint}") from None


class Machines:
    """The Dask workers of a scheduler that are `ready`, by address, with their threads. `tell` gets remarks."""

    def __init__(self, dask: "Client", address: str, greeting: bytes, tell: Callable[[str], None]) -> None:
        self.dask, self.address, self.greeting, self.tell = dask, address, greeting, tell
        self.ready: dict[str, int] = {}
        self.threads: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self._asked: dict[str, int] = {}
        self._answers: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._looked, self._since = 0.0, time.monotonic()
        self._told: set[tuple[str, str]] = set()

    def look(self) -> None:
        """See who is there, at most every LOOK seconds. Raises ClusterError if nobody can take part any more."""
        if time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        try:
            self.threads = dict(self.dask.nthreads())
        except Exception:  # the scheduler is being lost: whoever waits for a task hears of that
            return
        for table in (self._asked, self.refused, self.ready):
            for gone in table.keys() - self.threads.keys():
                del table[gone]
        for address in self.threads.keys() - self._asked.keys():
            self.ask(address)
        while not self._answers.empty():
            self._hear(*self._answers.get())
        self._require()

    def ask(self, address: str) -> None:
        """Greet a Dask worker, perhaps again; until it has answered it gets no task."""
        self.ready.pop(address, None)
        self.refused.pop(address, None)
        self._asked[address] = self._asked.get(address, 0) + 1
        # A thread each, which nobody waits for in the end: a machine may never answer.
        threading.Thread(target=self._greet, args=(address,), daemon=True).start()

    def _greet(self, address: str) -> None:
        try:
            said = self.dask.run(machine.greet, self.greeting, workers=[address], on_error="return")
            self._answers.put((address, said[address]))
        except Exception as error:  # it is gone, or the scheduler is
            self._answers.put((address, error))

    def _hear(self, address: str, said: object) -> None:
        if address not in self.threads:
            return
        if said == "":
            self.ready[address] = self.threads[address]
        elif isinstance(said, OSError | KeyError | TimeoutError) and self._asked[address] < GREETINGS:
            self.ask(address)
        else:
            self.refused[address] = why = _why(said)
            host = address.rpartition(":")[0]
            if (host, why) not in self._told:
                self._told.add((host, why))
                self.tell(f"{address} takes no part: {why}.")

    def _require(self) -> None:
        """Raises ClusterError if nobody can take part, or nobody came for a long time."""
        if self.ready:
            self._since = time.monotonic()
            return
        if self.threads and self.refused.keys() == self.threads.keys():
            raise ClusterError(f"no machine of the cluster can grade. {_first(self.refused)}")
        waited, where = time.monotonic() - self._since, self.address
        start = f"Start `dask worker {where}` in the course's folder on each machine"
        if waited > PATIENCE:
            raise ClusterError(f"no machine took part at {where} for {PATIENCE:.0f} seconds. {start}.")
        if waited > SOON and ("", where) not in self._told:
            self._told.add(("", where))
            self.tell(f"the scheduler at {where} has no Dask worker that is ready: waiting. {start}.")


def _why(said: object) -> str:
    """Why a Dask worker takes no part, from what its greeting returned or raised."""
    if isinstance(said, str):
        return one_line(said, 600).removesuffix(".")
    if missing := _MISSING.search(str(said)):  # Dask makes a plain Exception of it
        return f"there is no {missing[1]} there: install gradus-course[scale] in its environment"
    return f"it does not answer ({type(said).__name__}: {one_line(str(said), 200)})"


def _first(refused: dict[str, str]) -> str:
    address, why = next(iter(refused.items()))
    more = f" So it is with {len(refused) - 1} more." if len(refused) > 1 else ""
    return f"{address}: {why}.{more}"
