"""`gradus config`, the files of preferences, and what each value changes."""

from __future__ import annotations

import json
import tomllib

import pytest

from gradus.authoring.repository import pages
from gradus.core.course import Course
from gradus.student import preferences
from gradus.student.preferences import FILE, YAML_FILE
from tests.companion.conftest import begin, solve
from tests.conftest import Done, invoke

NAMES = [*preferences.kinds()]


def config(course: Course, *words: str) -> Done:
    return invoke("config", *words, cwd=course.root)


@pytest.mark.fast
def test_the_keys_and_values_are_those_of_the_sources() -> None:
    assert {name: [*kind] for name, kind in preferences.kinds().items()} == {
        "teaching.tone": ["objective", "encouraging", "humorous"],
        "teaching.explanation_depth": ["concise", "balanced", "detailed"],
        "teaching.pacing": ["learner-led", "balanced", "structured"],
        "assessment.quiz_type": ["multiple_choice", "explanation", "mixed"],
        "assessment.quiz_frequency": ["after_each_section", "after_major_topics", "end_of_route"],
        "assessment.feedback_style": ["immediate", "summary", "detailed"],
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_value_can_be_chosen_and_forgotten(learner: Course, name: str) -> None:
    default = json.loads(config(learner, name, "--json").stdout)[name]
    for value in preferences.kinds()[name]:
        assert config(learner, name, value).stdout == f"{name} is {value} now, in .gradus.toml.\n"
        assert json.loads(config(learner, name.partition(".")[2], "--json").stdout) == {name: value}
    assert config(learner, name, "--unset").stdout == f"{name} is {default} again now, in .gradus.toml.\n"


def test_the_whole_page(learner: Course) -> None:
    config(learner, "tone", "objective")
    page = config(learner).stdout
    assert all(name in page for name in NAMES)
    assert "[objective]  encouraging  humorous" in page and "[balanced]" in page
    assert json.loads(config(learner, "--json").stdout)["teaching.tone"] == "objective"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tone", "rude"), "teaching.tone has no value rude. It has: objective, encouraging, humorous."),
        (("tone", "humourous"), "Did you mean humorous?"),
        (("tune", "objective"), "There is no preference tune. There are: teaching.tone, "),
        (("tune",), "Did you mean tone?"),
        (("tone", "objective", "--unset"), "--unset forgets one preference"),
        (("--unset",), "gradus config KEY --unset"),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(learner: Course, words: tuple[str, ...], said: str) -> None:
    done = config(learner, *words)
    assert done.returncode == 2 and said in done.stderr and not (learner.root / FILE).exists()


def test_other_lines_of_the_file_stay(learner: Course) -> None:
    path = learner.root / FILE
    path.write_text('# mine\n[teaching]  # how\ntone = "objective"   # dry\npacing = "structured"\n', "utf-8")
    config(learner, "tone", "humorous")
    config(learner, "quiz_type", "explanation")
    assert path.read_text("utf-8") == (
        '# mine\n[teaching]  # how\ntone = "humorous"   # dry\npacing = "structured"\n'
        '\n[assessment]\nquiz_type = "explanation"\n'
    )
    config(learner, "tone", "--unset")
    assert tomllib.loads(path.read_text("utf-8"))["teaching"] == {"pacing": "structured"}


@pytest.mark.parametrize("text", ["[teaching\n", '[teaching]\ntone = """objective"""\n', "teaching = 3\n"])
def test_a_file_that_cannot_be_changed_is_left_alone(learner: Course, text: str) -> None:
    (learner.root / FILE).write_text(text, "utf-8")
    done = config(learner, "tone", "humorous")
    assert done.returncode == 2 and "write tone" in done.stderr
    assert (learner.root / FILE).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[teaching", "cannot be used, so the defaults hold"),
        ('[teaching]\ntone = "rude"', "teaching.tone: expected one of objective, encouraging, humorous."),
        ('[teaching]\ntoone = "objective"', "did you mean tone? There are: teaching.tone, "),
        ('[teach]\ntone = "objective"', "unknown key teach"),
        ("\udcff", "cannot be read"),
    ],
)
@pytest.mark.parametrize("words", [("check",), ("hint", "square"), (), ("config",)])
def test_a_broken_file_is_told_and_stops_nothing(learner: Course, text: str, said: str, words: tuple[str, ...]) -> None:
    (learner.root / FILE).write_text(text, "utf-8", errors="surrogateescape")
    done = invoke(*words, cwd=learner.root)
    assert done.returncode == 0 and said in done.stderr and FILE in done.stderr


def test_the_sources_own_file_is_read(learner: Course) -> None:
    path = learner.root / YAML_FILE
    path.write_text("teaching:\n  tone: humorous\n  pacing: learner-led\nassessment:\n  quiz_type: explanation\n")
    held = json.loads(config(learner, "--json").stdout)
    assert (held["teaching.tone"], held["teaching.pacing"]) == ("humorous", "learner-led")
    assert held["assessment.quiz_type"] == "explanation"
    config(learner, "tone", "objective")
    held = json.loads(config(learner, "--json").stdout)
    assert (held["teaching.tone"], held["teaching.pacing"]) == ("objective", "learner-led"), (
        "the other file comes first"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("teaching: [", "it is no YAML"),
        ("- tone", "it has no tables"),
        ("teaching:\n  tone: rude\n", "expected one of objective"),
        ("learning:\n  tone: objective\n", "unknown key learning"),
        ("teaching: !!python/object/apply:os.getcwd []\n", "it is no YAML"),
    ],
)
def test_what_is_wrong_with_the_sources_file(learner: Course, text: str, said: str) -> None:
    (learner.root / YAML_FILE).write_text(text, "utf-8")
    done = invoke(cwd=learner.root)
    assert done.returncode == 0 and said in done.stderr and YAML_FILE in done.stderr


def test_an_empty_file_of_the_sources(learner: Course) -> None:
    (learner.root / YAML_FILE).write_text("# nothing yet\n", "utf-8")
    assert invoke(cwd=learner.root).stderr == ""


def said(course: Course, key: str, *words: object) -> dict[str, str]:
    """What a command prints for each value of a preference."""
    kind = preferences.kinds()[preferences.find(key)]
    found = {}
    for value in kind:
        config(course, key, value)
        for path in (course.root / ".gradus").rglob("*"):
            if path.is_file():
                path.unlink()  # as for the first time
        found[str(value)] = invoke(*words, cwd=course.root, COLUMNS="100", UV="").stdout
    return found


def test_a_tone_changes_checks_hints_and_congratulations(learner: Course) -> None:
    begin(learner)
    tones = said(learner, "tone", "check", "square")
    assert "0 of 2 checks pass.\n" in tones["objective"]
    assert "One at a time" in tones["encouraging"] and "disappointed" in tones["humorous"]
    hints = said(learner, "tone", "hint", "square", "mean")
    assert len(set(hints.values())) == 3 and hints["objective"].startswith("mean, hint 1 of 3")
    solve(learner)
    done = said(learner, "tone", "check", "square")
    assert "Finished: Squares and means" in done["objective"] and "Well done!" in done["encouraging"]
    assert "objections" in done["humorous"]


def test_a_depth_changes_how_much_is_said(learner: Course) -> None:
    begin(learner)
    depths = said(learner, "explanation_depth", "check", "square")
    assert "repeat" not in depths["concise"] and "Its docstring" not in depths["concise"]
    assert "repeat" in depths["balanced"] and "Its docstring" not in depths["balanced"]
    assert "Its docstring: exercises/warmup/square.py, line 4. Its lesson: lessons/two-questions.ipynb." in " ".join(
        depths["detailed"].split()
    )
    hints = said(learner, "explanation_depth", "hint", "square", "mean")
    assert "One step further" not in hints["concise"] and "One step further" in hints["balanced"]
    assert "Its lesson: lessons/two-questions.ipynb." in hints["detailed"]


def test_a_pacing_changes_what_comes_next(learner: Course) -> None:
    paces = said(learner, "pacing")
    assert "You choose. These can be done now:\n" in paces["learner-led"] and "Next:" not in paces["learner-led"]
    assert "power" not in paces["learner-led"].partition("You choose")[2], "it builds on what is not written"
    assert "Start with its lesson:" in paces["balanced"]
    steps = [line for line in paces["structured"].splitlines() if line.startswith("Step ")]
    assert steps == [
        "Step 1 of 3: the lesson, with its questions (0 of 2 answered).",
        "Step 2 of 3: write exercises/warmup/square.py, function by function, and check after each.",
        "Step 3 of 3: a quiz on it.",
    ]


def test_a_structured_pacing_says_what_comes_first(learner: Course) -> None:
    before = "gradus: in the structured pacing that you chose, warmup/square comes before warmup/power.\n"
    assert invoke("check", "power", cwd=learner.root).stderr == ""
    config(learner, "pacing", "structured")
    assert invoke("check", "power", cwd=learner.root).stderr == before
    assert invoke("check", "square", cwd=learner.root).stderr == "" == invoke("check", "--all", cwd=learner.root).stderr


def test_a_frequency_changes_when_a_quiz_is_proposed(learner: Course) -> None:
    solve(learner)
    one = said(learner, "quiz_frequency", "check", "square")
    proposed = "A short quiz on it, if you like:\n    gradus quiz square\n"
    assert [proposed in text for text in one.values()] == [True, False, False]
    solve(learner, "power")
    part = said(learner, "quiz_frequency", "check", "--all")
    assert "gradus quiz square" in part["after_each_section"] and "gradus quiz warmup" in part["after_major_topics"]
    assert "A quiz on all of it:\n    gradus quiz\n" in part["end_of_route"]


def test_git_ignores_what_is_the_learners_own(mini: Course) -> None:
    ignored = pages.of(mini, [])[".gitignore"].decode().splitlines()
    assert {".gradus/", FILE, YAML_FILE} <= {*ignored}
