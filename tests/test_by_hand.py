"""Marks and comments by hand: they stay when a submission is graded again, and say when to look again."""

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gradus.core import names
from gradus.core.names import same
from gradus.core.tables import TableError
from gradus.scores import by_hand
from gradus.scores.by_hand import ByHand, Entry
from gradus.scores.marks import ScoredItem, ScorePart

pytestmark = pytest.mark.fast
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def item(login: str = "ada", *scores: float | None, name: str = "warmup/square") -> ScoredItem:
    """An exercise of checks worth 2, 3 and 5 points."""
    parts = zip(("one", "two", "three"), (2.0, 3.0, 5.0), scores or (2.0, 0.0, 1.0), strict=True)
    return ScoredItem(login, name, tuple(ScorePart(part, points, score) for part, points, score in parts), NOW)


def apply(entries: dict[str, Entry], *items: ScoredItem) -> tuple[list[ScoredItem], list[str]]:
    return by_hand.apply(items or [item()], {"ada": ByHand(ByHand.SCHEMA, "Ada", entries)})


@pytest.mark.parametrize("mark", [0.0, 0.5, 3.0, 4.2, 9.99, 10.0])
def test_a_mark_of_the_whole_is_what_the_parts_add_up_to(mark: float) -> None:
    (marked,), notes = apply({"warmup/square": Entry(mark, automatic=3.0)})
    assert marked.score == pytest.approx(mark) and not notes
    assert all(0 <= (part.score or 0) <= part.points for part in marked.parts)


def test_a_mark_of_a_part_leaves_the_others() -> None:
    (marked,), notes = apply({"warmup/square::two": Entry(1.5, automatic=0.0)})
    assert [part.score for part in marked.parts] == [2.0, 1.5, 1.0] and not notes


def test_the_whole_counts_over_a_part() -> None:
    marks = {"warmup/square::two": Entry(1.5, automatic=0.0), "warmup/square": Entry(9.0, automatic=3.0)}
    (marked,), _ = apply(marks)
    assert marked.score == pytest.approx(9)


def test_a_comment_alone_changes_no_score() -> None:
    assert apply({"warmup/square": Entry(comment="see me")}) == ([item()], [])


def test_a_mark_settles_what_waits_for_a_person() -> None:
    (marked,), _ = apply({"warmup/square": Entry(4.0, automatic=3.0)}, item("ada", 2.0, None, 1.0))
    assert None not in [part.score for part in marked.parts] and marked.score == pytest.approx(4)


def test_a_question_is_found_by_its_answer() -> None:
    lesson = ScoredItem("ada", "lessons/01-a", (ScorePart("why-check", 1.0, 0.0, "why"),), NOW)
    (marked,), notes = apply({"lessons/01-a::why": Entry(1.0, automatic=0.0)}, lesson)
    assert marked.score == 1 and not notes


def test_marks_go_to_one_account_however_it_is_typed() -> None:
    marks = {"warmup/square": Entry(9.0, automatic=3.0)}
    (one, other), _ = by_hand.apply(
        [item("Jose\u0301"), item("bob")], {same("josé"): ByHand(ByHand.SCHEMA, "josé", marks)}
    )
    assert one.score == pytest.approx(9) and other.score == 3


def test_a_changed_automatic_score_is_told_and_the_mark_stays() -> None:
    (marked,), notes = apply({"warmup/square": Entry(9.0, automatic=2.0)})
    assert marked.score == pytest.approx(9)
    assert notes == ["ada: look again at the 9 by hand for warmup/square: the automatic score was 2 then and is 3 now."]


def test_a_mark_without_a_result_is_told() -> None:
    _, notes = apply({"warmup/gone": Entry(1.0), "warmup/square::gone": Entry(1.0), "warmup/old": Entry(comment="x")})
    assert notes == [f"Ada: warmup/{name} has a mark by hand and no result." for name in ("gone", "square::gone")]


def test_code_that_changed_is_told_where_it_is_known() -> None:
    entry = Entry(1.0, automatic=0.0, submission="aa")
    assert entry.stale(0.0, "bb") == "the code has changed since"
    assert not entry.stale(0.0, "aa") and not entry.stale(0.0)


def test_entries_are_written_over_and_taken_away(tmp_path: Path) -> None:
    by_hand.put(tmp_path, "Ada", {"a": Entry(1.0, "good", 0.0, "d", "2026-11-29T10:00:00Z"), "b": Entry(comment="x")})
    by_hand.put(tmp_path, "ada", {"a": None, "c": Entry(2.0)})
    hand = by_hand.read(tmp_path)["ada"]
    assert hand.submission == "Ada" and list(hand.entries) == ["b", "c"]
    assert [path.name for path in (tmp_path / "by_hand").iterdir()] == ["ada.json"]
    by_hand.put(tmp_path, "ada", {"b": None, "c": None})
    assert by_hand.read(tmp_path) == {} and not list((tmp_path / "by_hand").iterdir())


@pytest.mark.skipif(os.name == "nt", reason="modes of files")
def test_the_folder_is_private(tmp_path: Path) -> None:
    by_hand.put(tmp_path, "ada", {"a": Entry(1.0)})
    assert stat.S_IMODE((tmp_path / "by_hand").stat().st_mode) == 0o700


def test_one_report_has_its_own_accounts_marks(tmp_path: Path) -> None:
    for login in ("ada", "bob"):
        by_hand.put(tmp_path, login, {"a": Entry(1.0)})
    (tmp_path / "ada.json").write_text("{}", "utf-8")
    assert list(by_hand.read(tmp_path / "ada.json")) == ["ada"]


def test_an_invalid_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "by_hand"
    folder.mkdir()
    document = {"schema": ByHand.SCHEMA, "submission": "ada", "entries": {"a": {"mark": "ten"}}}
    (folder / "ada.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(TableError, match=r"ada\.json cannot be used: .*mark: expected a number"):
        by_hand.read(tmp_path)
    (folder / "ada.json").write_text(json.dumps({**document, "entries": {}}), "utf-8")
    (folder / "ADA2.json").write_text(json.dumps({**document, "submission": "ADA", "entries": {}}), "utf-8")
    with pytest.raises(TableError, match="second file of"):
        by_hand.read(tmp_path)


@pytest.mark.parametrize("login", ["con", "NUL", "com1.x", "../../etc/passwd", "a/b", "", ".", "x" * 400, "\ud800"])
def test_a_login_is_a_harmless_file_name(login: str) -> None:
    name = by_hand.file_name(login)
    assert Path(name).name == name and 0 < len(name) < 120 and name.isascii()
    assert name.partition(".")[0] not in names.RESERVED


def test_the_same_score_for_other_code_is_told(tmp_path: Path) -> None:
    entries = {"warmup/square": Entry(9.0, automatic=3.0, submission="old")}
    hand = {"ada": ByHand(ByHand.SCHEMA, "ada", entries)}
    digests = {("ada", "warmup/square"): "new"}
    _, notes = by_hand.apply([item()], hand, digests)
    assert notes == ["ada: look again at the 9 by hand for warmup/square: the code has changed since."]
    assert not by_hand.apply([item()], hand, {("ada", "warmup/square"): "old"})[1]
