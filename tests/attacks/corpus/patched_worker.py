"""Tries to answer every question of the grader's with yes by replacing the worker's own answer method, and lifts
every limit of the wire."""

import sys

wire, worker = sys.modules["gradus.worker.wire"], sys.modules["gradus.worker.server"]


def answer(self, request):
    kind = request[2] if request[0] == "seeded" else request[0]
    return ["value", {"import": answer, "get": answer, "functions": []}.get(kind, True), [], []]


worker.Worker.answer = answer
wire.MAX_HEADER = wire.MAX_BODY = wire.MAX_NODES = wire.MAX_DEPTH = 1 << 60
wire.DTYPES = frozenset(["object", "str", "float64"])
