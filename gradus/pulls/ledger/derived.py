"""The files that follow from the ledger: the report that counts for each account, and a table that explains it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gradus.core.decode import DecodeError
from gradus.core.report import Report
from gradus.core.tables import to_csv
from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.ledger.counting import Counted, all_counted, by_account
from gradus.pulls.ledger.ledger import Ledger
from gradus.pulls.ledger.terms import Terms

TABLE = "counts.csv"
COLUMNS = ("login", "exercise", "score", "earned", "commit", "submitted", "until", "due", "late", "attempt", "why")
Read = Callable[[str], bytes]  # of a report by the id of its blob


def derived(before: Ledger, after: Ledger, terms: Terms, files: Mapping[str, str], read: Read) -> dict[str, str | None]:
    """Return the files that follow from the ledger, by path; None deletes one. `files` are new reports."""
    counts = all_counted(after, terms)
    names = {each.account: each.name for each in after.latest}
    rows = [_row(names[account], works[work]) for account, works in counts.items() for work in sorted(works)]
    changed: dict[str, str | None] = {Ledger.FILE: after.to_json(), TABLE: to_csv([COLUMNS, *sorted(rows)])}
    fresh = {git_sha(text.encode()): text.encode() for text in files.values()}
    old = {each.name: each.digest for each in before.latest}
    entries = by_account(after)
    for each in after.latest:
        if old.pop(each.name, "") != each.digest:
            newest = max(entries[each.account], key=lambda entry: (entry.planned, entry.key))
            parts = [newest.report, *(c.tried.entry.report for c in counts[each.account].values())]
            reports = {sha: Report.parse(fresh.get(sha) or read(sha)) for sha in dict.fromkeys(parts)}
            report = composed(reports[newest.report], reports, counts[each.account])
            changed[f"latest/{each.name}.json"] = replace(report, submission=each.name).to_json()
    return changed | {f"latest/{name}.json": None for name in old}


def composed(base: Report, reports: Mapping[str, Report], counts: Mapping[str, Counted]) -> Report:
    """The report of what counts: each exercise from the report of its attempt. Raises DecodeError if one lacks it."""
    exercises = []
    for exercise in base.exercises:
        result = exercise
        if exercise.id in counts:
            report = reports[counts[exercise.id].tried.entry.report]
            same = [each for each in report.exercises if each.id == exercise.id]
            if not same:
                raise DecodeError(f"the report of a commit lacks {exercise.id}")
            result = same[0]
        exercises.append(result)
    sums = (sum(each.score for each in exercises), sum(each.max_score for each in exercises))
    return replace(base, exercises=tuple(exercises), score=round(sums[0], 6), max_score=round(sums[1], 6))


def _row(name: str, each: Counted) -> tuple[str, ...]:
    sight, outcome = each.tried.sight, each.outcome
    late = "not known" if outcome.unknown else {None: "", True: "yes", False: "no"}[outcome.late]
    until = "" if sight.exact else sight.seen
    number = f"{outcome.attempt + 1} of {each.attempts}"
    scores = f"{each.worth:g}", f"{each.tried.earned:g}"
    return (name, each.work, *scores, each.tried.entry.sha, sight.since, until, each.due or "", late, number, each.why)
