"""The repository `students`: the template of each student's own or, if the class shares one, what everybody forks."""

from functools import partial
from typing import Any

from gradus.core.text import one_line
from gradus.pulls.forge.client import extract
from gradus.pulls.setup.layout import MAIN, Layout, SetupError, web
from gradus.pulls.setup.repositories.commits import (
    Change,
    begin,
    first_commit,
    head,
    history,
    move,
    with_workflows_if_allowed,
    write_commit,
)
from gradus.pulls.setup.repositories.merge import Update, merge
from gradus.pulls.setup.repositories.release import Release
from gradus.pulls.setup.repositories.versions import Versions
from gradus.pulls.setup.steps import Steps

FIRST, LATER = "The course", "Bring the course up to date"
CONSEQUENCES = (
    "Public means: everybody on the internet can read each pull request, with the student's account, code and score, "
    "now and in later years, and search engines list it. Without --public the repository is private."
)
NO_WORKFLOW = (
    "the workflows of {repository} were left out, because the token may not write them. Type `gh auth refresh --scopes "
    "workflow` (or give the token in GH_TOKEN that scope), and run this again."
)


def make_students(steps: Steps, layout: Layout, release: Release | None, *, public: bool = False) -> None:
    """Make the repository if it is missing, and bring it up to date with a release.

    Raises SetupError if it is missing and there is no release, or if it is public and should not be, or not public.
    """
    repository, kind = layout.students, "public" if public else "private"
    what = f"the {kind} {'repository' if layout.shared else 'template'} {repository}"
    found = steps.find(f"/repos/{repository}")
    if found is None:
        if release is None:
            raise SetupError(
                f"{repository} is not there yet: give a folder that gradus release wrote, --release ../students"
            )
        _make(steps, layout, public)
        if not steps.dry:
            _fill(steps, repository, release)
        steps.made("made", what)
        return
    _require_visibility(layout, found, public)
    if not layout.shared and not found.get("is_template"):
        steps.write("PATCH", f"/repos/{repository}", {"is_template": True}, verb="changed", what=what)
    else:
        steps.there(what)
    if release is not None:
        steps.attempt(f"the files of {repository}", lambda: bring_up_to_date(steps, repository, release))


def _make(steps: Steps, layout: Layout, public: bool) -> None:
    body = {"name": layout.students_name, "private": not public, "auto_init": True, "is_template": not layout.shared}
    body |= {"has_wiki": False, "has_projects": False}
    found = partial(steps.find, f"/repos/{layout.students}")
    steps.write("POST", f"/orgs/{layout.org}/repos", body, unless=found)


def _require_visibility(layout: Layout, found: Any, public: bool) -> None:
    private, where = extract(bool, found, "private"), f"{web()}/{layout.students}/settings#danger-zone"
    if public and private:
        raise SetupError(f"{layout.students} is private: make it public yourself, at {where}, if you mean it.")
    if not public and not private:
        other = " or, if everybody may read all work and scores, give --public" if layout.shared else ""
        raise SetupError(f"{layout.students} is public: make it private at {where}{other}.")


def _fill(steps: Steps, repository: str, release: Release) -> None:
    """Replace what GitHub begins a repository with by the release, as the first commit of main.

    An empty repository takes no commit through the API; so it was made with one of GitHub's, which goes.
    """

    def commit(change: Change) -> None:
        made = write_commit(steps, repository, change, None, [], FIRST)
        if head(steps, repository):
            move(steps, repository, MAIN, made, force=True)
        else:
            begin(steps, repository, MAIN, made)
            steps.write("PATCH", f"/repos/{repository}", {"default_branch": MAIN})

    change = Change(release.files, {})
    if with_workflows_if_allowed(change, commit) is not change:
        steps.todo(NO_WORKFLOW.format(repository=repository))


def bring_up_to_date(steps: Steps, repository: str, release: Release) -> None:
    """Commit what differs from the release; what somebody edited there stays as it is.

    Raises SetupError if the repository is not there or empty, RequestRejectedError and GitHubError.
    """
    newest = head(steps, repository)
    if newest is None:
        told = f"it has no branch {MAIN}. If it is empty, delete it, and gradus pulls setup --release makes it anew"
        raise SetupError(f"{repository}: {told}")
    tree = next(tree for _, tree in history(steps, repository, newest, 1))
    update = _update(steps, repository, release, newest, tree)
    change = update.change
    if update.edited:
        steps.show(f"{one_line(', '.join(update.edited), 300)} in {repository}: edited there, and left alone.")
    if not change.files:
        steps.there(f"the files of {repository}")
        return

    def commit(change: Change) -> None:
        made = write_commit(steps, repository, change, tree, [newest], LATER)
        move(steps, repository, MAIN, made)

    done = change if steps.dry else with_workflows_if_allowed(change, commit)
    if done.files:
        steps.made("changed", f"{len(done.files)} of the files of {repository}")
    if done is not change:
        steps.todo(NO_WORKFLOW.format(repository=repository))


def _update(steps: Steps, repository: str, release: Release, newest: str, tree: str) -> Update:
    versions = Versions(steps, repository)
    there = versions.entries(repository, tree)
    if all(path in there and there[path].id == sha for path, sha in release.ids.items()):
        return Update(Change({}, {}))
    first = first_commit(steps, repository, newest)
    begun = versions.entries(repository, next(tree for _, tree in history(steps, repository, first, 1)))
    return merge(release, there, versions.before(repository, there, begun))
