"""Hints by degrees: which function they are for, what comes next, and that none of the course's own gives an answer."""

from __future__ import annotations

import re

import pytest

from gradus.core import called
from gradus.core.course import Course, CourseError, load
from gradus.student import focus, hints
from tests.companion.conftest import WRONG, begin, solve
from tests.conftest import ROOT, Done, invoke

WHOLE = load(ROOT)
MEAN = WRONG.replace("return 2 * x", "return x * x").replace(
    'raise NotImplementedError("warmup/square: mean")', "return sum(xs)"
)


def hint(course: Course, *words: str) -> Done:
    return invoke("hint", *words, cwd=course.root)


def head(done: Done) -> str:
    assert done.returncode == 0, done.stderr
    return next(line for line in done.stdout.splitlines() if "hint " in line)


def test_from_a_question_to_a_plan(learner: Course) -> None:
    begin(learner)
    invoke("check", "square", cwd=learner.root)
    heads = [head(hint(learner, "square")) for _ in range(3)]
    why = "square (red in your last check)"
    assert heads == [f"{why}, hint {n} of 3: {step}" for n, step in enumerate(hints.STEPS, 1)]
    last = hint(learner, "square").stdout
    assert all(f"hint {number} of 3" in last for number in (1, 2, 3)), "then all of them again"
    assert "    2. Multiply it by itself.\n" in last and "last hint" in last


def test_the_function_that_is_red_is_the_one(learner: Course) -> None:
    begin(learner, MEAN)
    invoke("check", "square", cwd=learner.root)
    assert head(hint(learner)).startswith("mean (red in your last check), hint 1 of 3")
    begin(learner, MEAN + "\n")
    assert head(hint(learner)).startswith("mean (red in your last check, before you changed the file), hint 2 of 3")


def test_before_anything_is_red(learner: Course) -> None:
    heads = [head(hint(learner, "square")) for _ in range(3)]
    assert heads[:2] == [f"warmup/square (to begin with), hint {number} of 2" for number in (1, 2)]
    assert heads[2] == "square (not written yet), hint 1 of 3: a question"


def test_a_function_can_be_named(learner: Course) -> None:
    assert head(hint(learner, "square", "mean")) == "mean, hint 1 of 3: a question"
    assert head(hint(learner, "mean")) == "mean, hint 2 of 3: the idea", "also without its exercise"
    assert "gradus hint square square" in hint(learner, "square", "square").stdout
    for words, said in (
        (("square", "men"), "warmup/square has no function men. Did you mean mean?"),
        (("square", "cube"), "There are hints for: square, mean."),
        (("cube",), "There is no exercise called cube."),
        (("warmup",), "warmup is a part of the course."),
    ):
        done = hint(learner, *words)
        assert done.returncode == 2 and said in done.stderr


def test_hints_can_be_read_again(learner: Course) -> None:
    assert hint(learner, "square", "mean", "--again").returncode == 2
    hint(learner, "square", "mean")
    again = hint(learner, "square", "mean", "--again").stdout
    assert "hint 1 of 3" in again and "hint 2 of 3" not in again
    assert "hint 2 of 3" in hint(learner, "square", "mean").stdout, "reading again is no step"


def test_nothing_is_red(learner: Course) -> None:
    solve(learner)
    invoke("check", "square", cwd=learner.root)
    assert "hint 1 of 2" in hint(learner, "square").stdout, "the exercise's own hints are left"


def test_an_exercise_without_any(learner: Course) -> None:
    path = learner.root / "course.toml"
    path.write_text(path.read_text("utf-8").replace('hints = ["Use what you have."]\n', ""), "utf-8")
    done = hint(learner, "power")
    assert done.returncode == 2 and "there are no hints for warmup/power" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[square]\nquestion = 1\n", "graders/warmup/square/hints.toml.square"),
        ("[square\n", "graders/warmup/square/hints.toml cannot be read"),
        ('[square]\nquestion = "?"\nidea = "."\nplan = ["."]\nanswer = "x"\n', "unknown key answer"),
    ],
)
def test_a_broken_file_of_hints(learner: Course, text: str, said: str) -> None:
    path = hints.file_of(learner, learner.find("square"))
    path.write_text(text, "utf-8")
    done = hint(learner, "square", "mean")
    assert done.returncode == 3 and said in done.stderr
    begin(learner)
    assert invoke("check", "square", cwd=learner.root).returncode == 0, "checks need no hints"


@pytest.mark.fast
@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("net.forward(X)      with net = NeuralNetwork(2, 3, 2)", "NeuralNetwork.forward"),
        ("NeuralNetwork(2, 3, 2)", "NeuralNetwork.__init__"),
        ("Value(2.0) + Value(3.0)", "Value.__add__"),
        ("2.0 - a", "Value.__rsub__"),
        ("a ** 3", "Value.__pow__"),
        ("numerical_derivative(f, 3.0, 0.1)      with f(x) = x²", "numerical_derivative"),
    ],
)
def test_the_function_of_a_call(call: str, name: str) -> None:
    known = ["NeuralNetwork.__init__", "NeuralNetwork.forward", "Value.__init__", "Value.__add__", "Value.__rsub__"]
    known += ["Value.__pow__", "numerical_derivative", "forward_difference"]
    assert called.in_call(call, known)[:1] == [name]


@pytest.mark.fast
@pytest.mark.parametrize("exercise", WHOLE.exercises, ids=lambda exercise: exercise.id)
def test_every_function_of_the_course_has_its_hints(exercise: object) -> None:
    this = next(each for each in WHOLE.exercises if each is exercise)
    ladders = hints.read(WHOLE, this)
    assert [*ladders] == focus.names(WHOLE, this)
    for name, ladder in ladders.items():
        assert ladder.question.endswith("?") and 2 <= len(ladder.plan) <= 6, name
        assert ladder.question != ladder.idea and all(step[-1] in ".?" for step in ladder.plan), name


def plain(code: str) -> str:
    return re.sub(r"\s+", "", code)


@pytest.mark.fast
@pytest.mark.parametrize("exercise", WHOLE.exercises, ids=lambda exercise: exercise.id)
def test_no_hint_holds_a_line_of_an_answer(exercise: object) -> None:
    this = next(each for each in WHOLE.exercises if each is exercise)
    source = (WHOLE.solutions / this.path).read_text("utf-8")
    regions = re.findall(r"(?s)### BEGIN SOLUTION\n(.*?)### END SOLUTION", source)
    lines = {plain(line) for region in regions for line in region.splitlines() if len(plain(line)) > 7}
    values = {line.removeprefix("return") for line in lines} | {line.partition("=")[2] for line in lines}
    answers = {each for each in lines | values if len(each) > 7 and not each.isalnum()}
    texts = plain("\n".join(text for ladder in hints.read(WHOLE, this).values() for text in ladder.hints))
    assert [answer for answer in answers if answer in texts] == []


@pytest.mark.long
def test_hints_are_released_and_searched_for_answers(mini: Course) -> None:
    from gradus.authoring import leaks, release

    path = hints.file_of(mini, mini.find("square"))
    good = '[square]\nquestion = "What?"\nidea = "This."\nplan = ["Do it."]\n'
    path.write_text(good, "utf-8")
    assert release.contents(mini)["graders/warmup/square/hints.toml"].decode() == good
    path.write_text(good.replace("This.", "return np.sum(xs) / len(xs)"), "utf-8")
    with pytest.raises(leaks.LeakError, match=r"hints\.toml"):
        release.contents(mini)


def test_the_authors_mistakes_are_told(mini: Course) -> None:
    path = hints.file_of(mini, mini.find("square"))
    path.write_text("[square]\nquestion = 3\n", "utf-8")
    with pytest.raises(CourseError, match=r"graders/warmup/square/hints\.toml"):
        hints.read(mini, mini.find("square"))
