"""Generates the fingerprints of misconceptions from graders and reference; grading only reads them."""

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gradus.authoring.kept import replayed
from gradus.core import checks
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.files import write_atomic
from gradus.core.status import Kind
from gradus.grading import proof
from gradus.grading.diagnosis import matching
from gradus.grading.diagnosis.fingerprint import alike, evidence
from gradus.grading.diagnosis.matching import FILENAME, Known, Misconception
from gradus.grading.runner import Record, run_each
from gradus.grading.student import Overlay

RELEASED = "release"  # in a student repository, instead of the digest
WIDTH = 118
_NO_LEARNERS = re.compile(r"raised +(NameError|ImportError|ModuleNotFoundError|AttributeError: module )")
DEFAULTS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-8)  # of h, apart from a misconception's own


def replay(course: Course, exercise: Exercise, anew: Sequence[str] = ()) -> dict[str, Record]:
    """Run the checks on the reference, whose name is "", and on each misconception; returns the records by name.

    A misconception in a function with a parameter h is also run with other defaults of h, as "Name@h=0.0001": students
    choose their own. Only those are run that changed since the last time, and those in `anew`. Raises CourseError as
    `run_each`.
    """
    file = course.graders(exercise) / checks.MISCONCEPTIONS
    names = ["", *checks.classes(file), *_with_other_defaults(file)]

    def run(missing: Sequence[str]) -> dict[str, Record]:
        return run_each(course, exercise, [Overlay(file, name) for name in missing], skip_end_to_end=True)

    return replayed.records(course, exercise, names, run, anew)


def _with_other_defaults(file: Path) -> Iterator[str]:
    for name, functions in _overlays(file).items():
        for function in functions:
            if isinstance(function, ast.FunctionDef) and "h" in (argument.arg for argument in function.args.args):
                yield from (f"{name}@h={h:g}" for h in DEFAULTS)
                break


def _overlays(file: Path) -> dict[str, list[ast.stmt]]:
    nodes = ast.parse(file.read_text("utf-8-sig")).body if file.is_file() else []
    return {node.name: node.body for node in nodes if isinstance(node, ast.ClassDef)}


def misconceptions(course: Course, exercise: Exercise, records: Mapping[str, Record]) -> Known:
    """The misconceptions with the fingerprints from the records of their replay.

    Raises CourseError if one cannot be run at all, as with an error in misconceptions.py or in the reference.
    """
    file = course.graders(exercise) / checks.MISCONCEPTIONS
    sentences, overlays = checks.classes(file), _overlays(file)
    right = {check.id: outcome.trace for check, outcome in records[""].results}
    known: list[Misconception] = []
    for name, record in records.items():
        if all(outcome.kind in replayed.NOTHING_RAN for _, outcome in record.results):
            reason = record.results[0][1].message
            where = checks.shown(file) if name else f"solutions/{exercise.path}"
            raise CourseError(f"{where} cannot be run: {reason.replace('overlay.py', where)}")
        base = name.partition("@")[0]
        traces = {check.id: outcome.trace for check, outcome in record.results if outcome.status.wrong}
        if base and not (base != name and alike([*traces.items()], [*_traces(known, base).items()])):
            proof = {check: evidence(trace, right.get(check, [])) for check, trace in traces.items()}
            known.append(Misconception(name, sentences[base], traces, proof, frozenset(_defined(overlays[base]))))
    return Known(_needs(course, exercise), tuple(known))


def crash(name: str, known: Known, record: Record) -> str:
    """What a misconception raises, if it is nothing that a learner's answer would be; empty if it answers.

    It is that if no check which uses what it replaces gets an answer, and a name that does not exist in any case.
    """
    mine = next(each for each in known.misconceptions if each.name == name)
    using = [(c, o) for c, o in record.results if known.below(c) & mine.replaces and not c.end_to_end]
    raised = [outcome for _, outcome in record.results if outcome.kind is Kind.RAISED]
    never = using and all(outcome.kind is Kind.RAISED and len(outcome.trace) == 1 for _, outcome in using)
    found = next((each.message for each in raised if never or _NO_LEARNERS.search(each.message)), "")
    error = re.search(r"raised +(.+)", found)
    line = re.search(r"at line (\d+) of overlay\.py", found)
    return f"{error[1]}{f' in line {line[1]}' if line else ''}." if error else ""


def _traces(known: Sequence[Misconception], name: str) -> dict[str, list[Any]]:
    """The fingerprints of the misconception called `name`."""
    return next((each.traces for each in known if each.name == name), {})


def _defined(body: Sequence[ast.stmt]) -> Iterator[str]:
    """The names that statements define: functions, constants, classes and their methods."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from _defined(node.body)
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _needs(course: Course, exercise: Exercise) -> dict[str, frozenset[str]]:
    """For each public function, method and constant of the reference, those that it needs, directly or not."""
    tree = ast.parse((course.solutions / exercise.path).read_text("utf-8-sig"))
    bodies: dict[str, ast.AST] = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in tree.body:  # constants need what they are made of
        if isinstance(node, ast.Assign):
            bodies |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
    needs: dict[str, frozenset[str]] = {}
    for start in bodies:
        found, waiting = set[str](), [start]
        while waiting:
            nodes = list(ast.walk(bodies[waiting.pop()]))
            used = {n.id for n in nodes if isinstance(n, ast.Name)} | {
                n.attr for n in nodes if isinstance(n, ast.Attribute)
            }
            waiting += (used & bodies.keys()) - found
            found |= used & bodies.keys()
        if not start.startswith("_"):
            needs[start] = frozenset(name for name in found - {start} if not name.startswith("_"))
    return needs


def drift(course: Course, exercises: Iterable[Exercise]) -> list[Path]:
    """The files of fingerprints that are missing, unreadable, or older than the graders."""
    return [course.graders(exercise) / FILENAME for exercise in exercises if matching.stale(course, exercise)]


def write(
    course: Course, exercises: Iterable[Exercise], started: Callable[[Exercise], None] = lambda exercise: None
) -> list[Path]:
    """Regenerate stale files of fingerprints; returns their paths. Raises CourseError and OSError.

    `started` is called with an exercise before its misconceptions are replayed, which takes seconds.
    """
    changed: list[Path] = []
    for exercise in [exercise for exercise in exercises if matching.stale(course, exercise)]:
        started(exercise)
        records = replay(course, exercise)
        if lost := next(proof.sentences(course, exercise, records[""]), ""):
            raise CourseError(f"{lost}\nMisconceptions are held against a reference that passes: mend that first.")
        known = misconceptions(course, exercise, records)
        changed.append(course.graders(exercise) / FILENAME)
        write_atomic(changed[-1], as_text(matching.state(course, exercise), known))
    return changed


def as_text(digest: str, known: Known) -> str:
    """The file of fingerprints in short lines, which give readable diffs."""
    needs = json.dumps({name: sorted(names) for name, names in known.needs.items()})
    lines = [f'{{"of": {json.dumps(digest)},', _wrapped(f'"needs": {needs},').lstrip(), '"known": [']
    for number, each in enumerate(known.misconceptions):
        name, sentence = json.dumps(each.name), json.dumps(each.sentence, ensure_ascii=False)
        lines.append(f' {{"name": {name}, "sentence": {sentence},')
        lines.append(_wrapped(f'"replaces": {json.dumps(sorted(each.replaces))}, "evidence": {_json(each.evidence)},'))
        traces = [_wrapped(f"{json.dumps(check)}: {json.dumps(trace)}") for check, trace in each.traces.items()]
        lines += ['  "traces": {', ",\n".join(traces), "  }}" + ("," if number + 1 < len(known.misconceptions) else "")]
    return "\n".join([*lines, "]}"]) + "\n"


def _json(evidence: Mapping[str, float]) -> str:
    return json.dumps({name: round(min(worth, 9.0), 2) for name, worth in evidence.items()})


def _wrapped(text: str) -> str:
    """JSON on lines of at most 120 characters, broken at spaces outside of strings."""
    lines = ["   "]
    for piece in re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^"\s])+', text):
        if len(lines[-1]) + len(piece) > WIDTH and lines[-1].strip():
            lines.append("    ")
        lines[-1] += piece if lines[-1].isspace() else " " + piece
    return "\n".join(lines)
