"""Tries to answer every question of the grader's with yes by replacing the worker's own answer method."""

import sys

wire, worker = sys.modules["gradus.isolation.wire"], sys.modules["gradus.isolation.worker"]

worker.Worker.answer = lambda self, request: ["value", True, []]
worker.Worker.refer = lambda self, value: ["h", 1, "Right"]
wire.MAX_HEADER = wire.MAX_BODY = wire.MAX_NODES = wire.MAX_DEPTH = 1 << 60
wire.DTYPES = worker.OPERATORS = dict.fromkeys(["object", "str", "float64"])
