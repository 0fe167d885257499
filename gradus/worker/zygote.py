"""Entry point of a zygote: inside a sandbox, it imports what workers need, and clones a worker for each request.

Run as `python -I -S -B zygote.py SETTINGS`. Standard input is a socket. A request is a byte with four descriptors: the
worker's requests, its replies, its output, and its leash. The worker ends when the other end of its leash is closed. No
byte of a submission reaches this process.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any

DESCRIPTORS = 4
SECONDS_TO_DIE = 0.05


def main() -> None:
    """Import, report that it is ready, and clone workers until the grader closes the socket."""
    settings = json.loads(sys.argv[1])
    sys.argv = [""]
    sys.path[:] = [*settings["path"], settings["engine"], *sys.path]
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)

    from gradus.worker import boot, confine, preload, rehearsal, server, sources, surroundings

    assert server and sources and surroundings  # workers begin with them loaded
    surroundings.forget_machine()
    preload.preload([*settings["preload"], "grp", "pwd", "resource", "site"])
    rehearsal.rehearse()
    confine.prepare()
    boot.files(settings)
    sys.path.remove(settings["engine"])
    gc.collect()
    gc.freeze()  # so that a worker's garbage collection copies none of these pages
    control.send(b"ready")
    Zygote(settings, control).serve()


class Zygote:
    """Clones workers, and ends those whose leash is let go."""

    def __init__(self, settings: dict[str, Any], control: socket.socket) -> None:
        self.settings, self.control = settings, control
        self.workers: dict[int, int] = {}  # processes by the descriptors of their leashes
        self.ending: set[int] = set()

    def serve(self) -> None:
        """Serve requests until the grader is gone."""
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll(1000 * SECONDS_TO_DIE if self.ending else None):
                if descriptor == self.control.fileno():
                    poll.register(self._request(), 0)  # a hang-up is always reported
                else:
                    poll.unregister(descriptor)
                    self._end(descriptor)
            self.ending = {process for process in self.ending if not os.waitpid(process, os.WNOHANG)[0]}

    def _request(self) -> int:
        """Clone a worker; returns the descriptor of its leash."""
        from gradus.worker import namespaces

        message, descriptors, _, _ = socket.recv_fds(self.control, 1, DESCRIPTORS)
        if not message:
            os._exit(0)  # and with it every worker that is left
        *pipes, leash = descriptors
        process = namespaces.clone()
        if process == 0:
            os.dup2(pipes[2], 2)
            try:
                self._work(pipes, leash)
            except BaseException as error:
                os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(1)
        self.workers[leash] = process
        for descriptor in pipes:
            os.close(descriptor)
        return leash

    def _end(self, leash: int) -> None:
        process = self.workers.pop(leash)
        os.close(leash)
        os.kill(process, signal.SIGKILL)
        self.ending.add(process)

    def _work(self, pipes: Sequence[int], leash: int) -> None:
        """Be the worker: confine this process, and serve the grader until it disconnects."""
        from gradus.worker import boot, confine, namespaces, preload

        with socket.socket(fileno=leash) as own:
            own.send(b".")  # with it, the kernel tells the grader which process this is
        incoming, outgoing, _ = pipes
        os.dup2(2, 1)
        low, high = sorted((incoming, outgoing))
        for first, last in ((3, low), (low + 1, high), (high + 1, os.sysconf("SC_OPEN_MAX"))):
            os.closerange(first, last)
        namespaces.separate(self.settings["folders"])
        if "MPLCONFIGDIR" in os.environ:
            os.makedirs(os.environ["MPLCONFIGDIR"], exist_ok=True)
        confine.die_with_parent()
        if "matplotlib" in sys.modules:
            preload.draw(preload.new_axes())  # this copies many pages: now, while another worker has its turn
        boot.work(self.settings, incoming, outgoing)


if __name__ == "__main__":
    main()
