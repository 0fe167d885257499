"""What the ledger keeps of a graded commit, and which of its files others had handed in before."""

import hashlib
from collections.abc import Mapping

from gradus.core.report import ExerciseResult, Report
from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.ledger.ledger import Entry, FirstOwner, Ledger, PullRequestState
from gradus.pulls.round.plan import Plan


def entry_of(pull: PullRequestState, report: Report, plan: Plan, state: str, run: str | None) -> Entry:
    """Return the entry of a graded commit, before anything was posted."""
    return Entry(
        repository=pull.repository,
        number=pull.number,
        account=pull.account,
        sha=pull.sha,
        sights=(pull.sight,),
        planned=plan.now,
        graders=plan.graders,
        run=run,
        score=report.score,
        max_score=report.max_score,
        report=git_sha(report.to_json().encode()),
        works=tuple(_work(exercise, pull.sha) for exercise in report.exercises if exercise.begun),
        check_run=None,
        state=state,
    )


def _work(exercise: ExerciseResult, sha: str) -> str:
    """An exercise with a digest of what it reads: two commits that share it are one attempt at the exercise."""
    content = hashlib.sha256((exercise.made.submission if exercise.made else sha).encode()).hexdigest()[:8]
    score = f"{exercise.score:.6f}".rstrip("0").rstrip(".")
    return f"{exercise.id} {content} {score}"


def copies(
    blobs: Mapping[str, str], pull: PullRequestState, ledger: Ledger, plan: Plan
) -> tuple[tuple[str, ...], tuple[FirstOwner, ...]]:
    """Return which files somebody else had handed in before, in words, and who first handed in each file by now."""
    owners = {each.blob: each.account for each in ledger.files}
    logins = {account.id: account.login for account in (*ledger.accounts, *plan.accounts)}
    same: list[str] = []
    for path, blob in sorted(blobs.items()):
        first = owners.setdefault(blob, pull.account)
        if first != pull.account:
            same.append(f"{path} is the same file as {logins.get(first, first)}'s")
    return tuple(same), tuple(FirstOwner(blob, owner) for blob, owner in sorted(owners.items()))
