"""What is wrong with a course and found without running anything: files that are missing or old, docstrings, names."""

import ast
import contextlib
import re
from collections.abc import Iterable, Iterator

from gradus.authoring import fingerprints, stubs
from gradus.authoring.mutation import survivors
from gradus.core import checks, course_file
from gradus.core.course import FILENAME, Course, CourseError, Exercise
from gradus.core.status import Visibility
from gradus.core.text import count, nearest, one_line
from gradus.grading.vocabulary.shared import HELPERS
from gradus.lessons import quiz
from gradus.student import focus, hints

OLD = "is older than its graders: run gradus fingerprints."  # of fingerprints
# The words that describe types in docstrings.
SHAPES = re.compile(r"\b(shape|float|int|number|array|list|tuple|dict|string|bool|function|Axes|Value)s?\b")


def findings(course: Course) -> Iterator[str]:
    """All problems that are found without running anything."""
    yield from of_files(course)
    for exercise in course.exercises:
        yield from of_texts(course, exercise)
    yield from old_fingerprints(course, course.exercises)


def old_fingerprints(course: Course, exercises: Iterable[Exercise]) -> Iterator[str]:
    """The fingerprints that are older than the graders: that follows from every change of them."""
    for path in fingerprints.drift(course, exercises):
        yield f"{path.relative_to(course.root).as_posix()} {OLD}"


def of_files(course: Course) -> Iterator[str]:
    """The problems of files: those that are missing, old, of nothing, or without what belongs in them."""
    unreadable = [problem for exercise in course.exercises if (problem := solution_problem(course, exercise))]
    yield from unreadable
    try:
        for path in [] if unreadable else stubs.drift(course):
            yield f"{path.relative_to(course.root).as_posix()} does not match solutions/: run gradus stubs."
    except CourseError as error:
        yield str(error)
    listed = {course.graders(exercise) for exercise in course.exercises}
    for folder in sorted((course.root / "graders").glob("*/*/")):
        if folder not in listed and list(folder.glob("test_*.py")):
            yield f"{folder.relative_to(course.root).as_posix()} belongs to no exercise of course.toml."
    for path in sorted((course.solutions / "lessons").glob("*.md")):
        if path.stem not in course.lessons:
            yield f"solutions/lessons/{path.name} belongs to no exercise of course.toml."
    yield from _of_quiz(course)


def _of_quiz(course: Course) -> Iterator[str]:
    """Tables of the quiz that are about no lesson."""
    try:
        unknown = quiz.read(course).keys() - {*course.lessons}
    except CourseError as error:
        yield str(error)
        return
    yield from (f"solutions/lessons/{quiz.FILE}: there is no lesson {one_line(name)}." for name in sorted(unknown))


def of_texts(course: Course, exercise: Exercise) -> Iterator[str]:
    """What is missing in the texts about an exercise: hints, sources, types, and a check for each promise."""
    if not exercise.hints:
        yield f"{_entry(course, exercise)}: {exercise.id} has no hints."
    yield from _of_hints(course, exercise)
    try:
        survivors.read(course, exercise)
    except CourseError as error:
        yield str(error)
    yield from demanded(course, exercise)
    yield from _unused_further(course, exercise)
    yield from documentation(course, exercise)


def solution_problem(course: Course, exercise: Exercise) -> str:
    """Why the source of an exercise's reference cannot be read; empty if it can."""
    path = course.solutions / exercise.path
    if not path.is_file():
        return f"solutions/{exercise.path} is missing: course.toml lists {exercise.id}."
    try:
        checks.parse(path, f"solutions/{exercise.path}")
    except CourseError as error:
        return str(error)
    return ""


def _entry(course: Course, exercise: Exercise) -> str:
    """Where the entry of an exercise is: course.toml, line 11."""
    with contextlib.suppress(OSError, ValueError):
        text = (course.root / FILENAME).read_text("utf-8-sig")
        if number := course_file.line(text, "exercises", exercise.id, "id"):
            return f"{FILENAME}, line {number}"
    return FILENAME


def _of_hints(course: Course, exercise: Exercise) -> Iterator[str]:
    """Hints for functions that there are not, functions without hints, and hints that lead nowhere."""
    where = f"graders/{exercise.id}/{hints.FILE}"
    try:
        ladders = hints.read(course, exercise)
    except CourseError as error:
        yield str(error)
        return
    if not ladders:
        return
    functions = focus.names(course, exercise)
    lines = (course.graders(exercise) / hints.FILE).read_text("utf-8-sig").splitlines()
    told: set[str] = set()
    for name, ladder in ladders.items():
        line = next((number for number, text in enumerate(lines, 1) if text.strip() == f"[{name}]"), 1)
        place = f"{where}, line {line}: {one_line(name)}"
        if name not in functions:
            near = nearest(name, [each for each in functions if each not in ladders])
            told.add(near)
            yield f"{place} is no function that a student writes" + (f"; did you mean {near}?" if near else ".")
        elif not (ladder.question.rstrip().endswith("?") and ladder.idea.strip() and all(map(str.strip, ladder.plan))):
            yield f"{place} needs a question that ends with ?, an idea, and a plan without empty steps."
        elif not ladder.plan:
            yield f"{place} needs a plan in steps."
    for name in [each for each in functions if each not in ladders and each not in told]:
        yield f"{where}: there are no hints for {name}."


def demanded(course: Course, exercise: Exercise) -> Iterator[str]:
    """What an exercise lacks of what the [verify] table of course.toml asks of each, or of what it asks by default."""
    folder, asked = course.graders(exercise), course.verify
    for kind, least, why in (
        ("misconceptions", asked.misconceptions, "what do learners get wrong?"),
        ("variants", asked.variants, "which unusual answers are right?"),
    ):
        with contextlib.suppress(CourseError):  # `verify` reports it
            if not (there := len(checks.classes(folder / f"{kind}.py"))) and least:
                yield f"{exercise.id}: its {kind}.py is missing or empty: {why}"
            elif there < least:
                file = checks.shown(folder / f"{kind}.py")
                yield f"{file}: {count(there, kind[:-1])}; course.toml asks for {least} or more under [verify]: {why}"
    if asked.points is not None and exercise.points != asked.points:
        wanted = f"course.toml asks for {asked.points:g} under [verify]."
        yield f"{_entry(course, exercise)}: {exercise.id} is worth {exercise.points:g} points; {wanted}"
    with contextlib.suppress(CourseError):
        found = checks.read(course, exercise)
        share = 100 * sum(each.points for each in found if each.visibility is Visibility.VISIBLE) / exercise.points
        low, high = asked.visible
        if not low <= round(share, 6) <= high:
            yield f"{exercise.id}: {share:.0f}% of the points are visible; students need {low:g} to {high:g} %."


def _unused_further(course: Course, exercise: Exercise) -> Iterator[str]:
    with contextlib.suppress(CourseError):  # `verify` reports it
        for name in checks.unused(course, exercise):
            yield f"{_entry(course, exercise)}: {exercise.id} lists {name} under further, but no check uses it."


def documentation(course: Course, exercise: Exercise) -> Iterator[str]:
    """Problems of the docstrings: each public name needs types, a source, and a check that uses it."""
    try:
        tree = ast.parse((course.solutions / exercise.path).read_text("utf-8-sig"))
        files = [*course.graders(exercise).glob("test_*.py"), course.graders(exercise) / HELPERS]
        checked = set().union(*(_names_used(path.read_text("utf-8-sig")) for path in sorted(files) if path.is_file()))
    except (OSError, SyntaxError, ValueError):
        return  # `findings` and `verify` report it
    if "Source:" not in (ast.get_docstring(tree) or ""):
        yield f"solutions/{exercise.path}, line 1: its docstring names no Source."
    for node in tree.body:
        for name in _further_names(node):
            if name.rpartition(".")[2] not in checked:
                yield f"solutions/{exercise.path}, line {node.lineno}, {name}: no check uses it."
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        text = ast.get_docstring(node) or ""
        where = f"solutions/{exercise.path}, line {node.lineno}, {node.name}"
        if "Source:" not in text:
            yield f"{where}: its docstring names no Source."
        if not SHAPES.search(text):
            yield f"{where}: its docstring names no types or shapes."
        if node.name not in checked:
            yield f"{where}: no check calls it."


def _names_used(text: str) -> set[str]:
    """The names of a submission that a grader file uses: as attributes, or in strings for getattr."""
    nodes = list(ast.walk(ast.parse(text)))
    strings = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    names = {n.attr for n in nodes if isinstance(n, ast.Attribute)} | {text for text in strings if text.isidentifier()}
    return names | set(re.findall(r"\.(\w+)\(", " ".join(strings)))


def _further_names(node: ast.stmt) -> Iterator[str]:
    """The public constants that a statement defines, and the public methods of its class."""
    if isinstance(node, ast.Assign):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        yield from (name for name in names if not name.startswith("_"))
    if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
        methods = [method.name for method in node.body if isinstance(method, ast.FunctionDef)]
        yield from (f"{node.name}.{name}" for name in methods if not name.startswith("_"))
