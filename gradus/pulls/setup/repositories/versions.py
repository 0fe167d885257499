"""The versions of each file that were released: from the history of the repository that students start from."""

from gradus.core.decode import DecodeError
from gradus.core.files import MANIFEST
from gradus.pulls.setup.repositories.commits import Entry, content, entries, head, history
from gradus.pulls.setup.repositories.merge import Before
from gradus.pulls.setup.repositories.release import released
from gradus.pulls.setup.steps import Steps

RECENT = 100  # commits in which versions are looked for


class Versions:
    """What was released before. Trees and manifests are read once: many repositories have the same ones.

    A commit that changes the manifest brings a release, with the files that it changes; what other commits change in
    the template is the teacher's own.
    """

    def __init__(self, steps: Steps, template: str) -> None:
        self.steps, self.template = steps, template
        self._trees: dict[str, dict[str, Entry]] = {}
        self._manifests: dict[str, dict[str, str]] = {}
        self._ids: dict[str, set[str]] | None = None

    @property
    def ids(self) -> dict[str, set[str]]:
        """The versions of each file in the template's history."""
        if self._ids is None:
            self._ids = {}
            newest = head(self.steps, self.template)
            trees = [tree for _, tree in history(self.steps, self.template, newest, RECENT)] if newest else []
            for tree, parent in zip(trees, [*trees[1:], None], strict=True):
                self._add(self.entries(self.template, tree), self.entries(self.template, parent) if parent else {})
        return self._ids

    def _add(self, tree: dict[str, Entry], parent: dict[str, Entry]) -> None:
        assert self._ids is not None
        if tree.get(MANIFEST) != parent.get(MANIFEST) or not parent:
            for path, entry in tree.items():
                if parent.get(path) != entry:
                    self._ids.setdefault(path, set()).add(entry.id)

    def entries(self, repository: str, tree: str) -> dict[str, Entry]:
        """The files of a tree; equal trees have the same id in every repository."""
        if tree not in self._trees:
            self._trees[tree] = entries(self.steps, repository, tree)
        return self._trees[tree]

    def before(self, repository: str, there: dict[str, Entry], first: dict[str, Entry]) -> Before:
        """What a repository had of releases, which began with the files `first` and now has those `there`."""
        ids = {path: self.ids.get(path, set()) | {entry.id} for path, entry in first.items()}
        ids = {**self.ids, **ids}
        manifest = there.get(MANIFEST)
        # One that somebody edited says nothing; the first one at least is true of what the repository began with.
        last = there if manifest and manifest.id in ids.get(MANIFEST, ()) else first
        return Before(ids, self._digests(repository, last), first.keys())

    def _digests(self, repository: str, tree: dict[str, Entry]) -> dict[str, str]:
        entry = tree.get(MANIFEST)
        if entry is None:
            return {}
        if entry.id not in self._manifests:
            try:
                self._manifests[entry.id] = released(content(self.steps, repository, entry.id))
            except DecodeError:
                self._manifests[entry.id] = {}
        return self._manifests[entry.id]
