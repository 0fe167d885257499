"""Tries to bring the grader down, or to make it speak, by sending the worker's answers in forms it does not expect.

The test hands this in for all of REPLIES: one in place of the module, or seven in place of answers.
"""

import sys

import numpy as np

MOMENT, WHICH = "import", ["the test fills this in"]
CHECKS = ["t3.0", "n3.0", "p6.0", "t6421.75", "n7193.25", "n8642.125", "p2953.5"]

wire = sys.modules["gradus.worker.wire"]
encode, name = wire.encode, WHICH[0] if MOMENT == "import" else None


class Thing:
    """What the worker does not know how to send: it becomes a handle."""


def sent(message, refer):
    global name
    if name and message[1] in ("value", "rebound"):
        message = REPLIES[name](message[0], Thing())
        name = name if MOMENT == "import" else None  # the next check meets another one
    return encode(message, refer)


def raised(*fields):
    """The worker's description of an exception: name, text, module, line, source, not written?, bases."""
    return lambda ticket, thing: [ticket, "raised", *[thing if field is Thing else field for field in fields]]


def called(*fields):
    return lambda ticket, thing: [ticket, "call", *[thing if field is Thing else field for field in fields]]


REPLIES = {
    # The right forms: should they change, so must the wrong ones below
    "plain_call": called(0, "", [1.0], {}),
    "plain_raised": raised("ValueError", "plain words", "exercises.calculus.derivatives", 1, "x = 1", False, []),
    "plain_value": lambda ticket, thing: [ticket, "value", [Thing(), Thing()], [], []],
    # An answer that is none
    "passed": lambda ticket, thing: [ticket, "passed", 10.0, 10.0],
    "report": lambda ticket, thing: [ticket, "value", {"status": "passed", "score": 10.0}, [], []],
    "nothing": lambda ticket, thing: None,
    "empty": lambda ticket, thing: [],
    "ticket_only": lambda ticket, thing: [ticket],
    "ticket_wrong": lambda ticket, thing: ["0123456789abcdef", "value", 5.5, [], []],
    "ticket_empty": lambda ticket, thing: ["", "value", 5.5, [], []],
    "ticket_array": lambda ticket, thing: [np.zeros(3), "value", 5.5, [], []],
    "ticket_handle": lambda ticket, thing: [thing, "value", 5.5, [], []],
    "kind_array": lambda ticket, thing: [ticket, np.zeros(3), 6.0, []],
    "kind_ready": lambda ticket, thing: [ticket, "ready", {"landlock": 9}],
    "kind_dunder": lambda ticket, thing: [ticket, "__class__", 6.0, []],
    "message_tuple": lambda ticket, thing: (ticket, "value", 5.5, [], []),
    "value_short": lambda ticket, thing: [ticket, "value"],
    "value_long": lambda ticket, thing: [ticket, "value", 5.5, [], [], 1],
    "value_number": lambda ticket, thing: [ticket, "value", 5.5, [], []],
    "value_array": lambda ticket, thing: [ticket, "value", np.zeros(3), [], []],
    "value_none": lambda ticket, thing: [ticket, "value", None, [], []],
    # Warnings
    "warned_number": lambda ticket, thing: [ticket, "value", 5.5, 6.0, []],
    "warned_handle": lambda ticket, thing: [ticket, "value", 5.5, thing, []],
    "warned_short": lambda ticket, thing: [ticket, "value", 5.5, []],
    # Arguments that the call is said to have changed
    "changed_number": lambda ticket, thing: [ticket, "value", 5.5, [], 1],
    "changed_outside": lambda ticket, thing: [ticket, "value", 5.5, [], [99]],
    "changed_negative": lambda ticket, thing: [ticket, "value", 5.5, [], [-1]],
    "changed_true": lambda ticket, thing: [ticket, "value", 5.5, [], [True]],
    "changed_handle": lambda ticket, thing: [ticket, "value", 5.5, [], thing],
    "changed_many": lambda ticket, thing: [ticket, "value", 5.5, [], list(range(100_000))],
    "warned_huge": lambda ticket, thing: [ticket, "value", 5.5, np.zeros(64 << 20, np.int8), []],
    # Nothing there, nothing that can be sent
    "missing": lambda ticket, thing: [ticket, "missing", "numerical_derivative"],
    "missing_short": lambda ticket, thing: [ticket, "missing"],
    "missing_handle": lambda ticket, thing: [ticket, "missing", thing],
    "unsendable": lambda ticket, thing: [ticket, "unsendable", "\x1b[2J\n::error::owned"],
    "unsendable_array": lambda ticket, thing: [ticket, "unsendable", np.zeros(1 << 20)],
    # Exceptions
    "raised_short": raised("ValueError"),
    "raised_numbers": raised(1, 2, 3, 4, 5, 6, 7),
    "raised_lists": raised(["a"], ["b"], ["c"], ["d"], ["e"], ["f"], ["g"]),
    "raised_arrays": raised(*[np.zeros(2)] * 7),
    "raised_handles": raised(*[Thing] * 7),
    "raised_line_infinite": raised("ValueError", "x", "m", float("inf"), "x = 1", False, []),
    "raised_line_nan": raised("ValueError", "x", "m", float("nan"), "x = 1", False, []),
    "raised_line_huge": raised("ValueError", "x", "m", 1 << 4000, "x = 1", False, []),
    "raised_bases_number": raised("ValueError", "x", "m", 1, "x = 1", False, 7),
    "raised_bases_handle": raised("ValueError", "x", "m", 1, "x = 1", False, Thing),
    "raised_bases_array": raised("ValueError", "x", "m", 1, "x = 1", False, np.zeros(30)),
    "raised_megabyte": raised("V" * 10000, "x " * 100_000, "m" * 10000, 1, "\n" * 100_000, False, ["B" * 10000]),
    "raised_orders": raised("::error::", "\n::add-mask::6\n ::error::x\n##[error]x\x1b[2J", "\n::x", 1, "::y", False, []),
    "raised_not_written": raised("NotImplementedError", "", "exercises.calculus.sums", 1, "", True, []),
    # Calls of the grader's functions
    "call_unknown": called(999, "", [1.0], {}),
    "call_negative": called(-1, "", [1.0], {}),
    "call_true": called(True, "", [1.0], {}),
    "call_fraction": called(0.0, "", [1.0], {}),
    "call_array": called(np.zeros(2), "", [1.0], {}),
    "call_huge": called(1 << 4000, "", [1.0], {}),
    "call_class": called(0, "__class__", [], {}),
    "call_globals": called(0, "__globals__", [], {}),
    "call_method_array": called(0, np.zeros(3), [], {}),
    "call_method_handle": called(0, Thing, [], {}),
    "call_method_list": called(0, ["a"], [], {}),
    "call_arguments_dict": called(0, "", {"x": 1.0}, {}),
    "call_arguments_none": called(0, "", None, {}),
    "call_names_list": called(0, "", [1.0], []),
    "call_names_numbers": called(0, "", [], {1: 1.0}),
    "call_names_handle": called(0, "", [], Thing),
    "call_names_odd": called(0, "", [], {"__class__": 1.0, "out": np.zeros(2), "x" * 200: Thing()}),
    "call_short": called(0),
    "call_long": called(0, "", [1.0], {}, []),
    "call_million_arguments": called(0, "", [1.0] * 250_000, {}),
    "call_huge_array": called(0, "", [np.zeros(2_000_000)], {}),
}

wire.encode = sent


def chosen(check):
    global name
    name = WHICH[CHECKS.index(check) % len(WHICH)]


def numerical_derivative(f, x, h=1e-4):
    chosen(f"n{np.ravel(x)[0]}")


def tangent_line(f, x0):
    chosen(f"t{x0}")


def plan(distance, count):
    chosen(f"p{distance}")
