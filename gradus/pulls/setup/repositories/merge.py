"""What of a release goes into a repository in which somebody works: only files that nobody changed there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gradus.pulls.setup.repositories.commits import Change, Entry
from gradus.pulls.setup.repositories.release import Release

REGULAR = ("100644", "100755")


@dataclass(frozen=True)
class Before:
    """What a repository had of earlier releases.

    `ids` are the versions that each path had in any of them, `digests` those of the last one that came into the
    repository, by path, and `first` the paths that it began with.
    """

    ids: Mapping[str, Collection[str]]
    digests: Mapping[str, str]
    first: Collection[str]


@dataclass(frozen=True)
class Update:
    """What a release changes, and the paths whose new version it leaves out, as somebody changed or deleted them."""

    change: Change
    edited: tuple[str, ...] = ()


def merge(release: Release, there: Mapping[str, Entry], before: Before) -> Update:
    """Compare each file that is `there` with its versions in releases; nothing that was edited is replaced or deleted.

    Of those, only the ones with a new version are named.
    """
    files: dict[str, bytes | None] = {}
    edited: list[str] = []
    folders = {path[:end] for path in there for end, sign in enumerate(path) if sign == "/"}
    for path in sorted(release.files.keys() | before.digests.keys()):
        entry, new = there.get(path), release.files.get(path)
        if (entry.id if entry else None) == release.ids.get(path):
            continue
        if _is_free(path, entry, there, folders, before):
            files[path] = new
        elif before.digests.get(path) != release.digests.get(path):
            edited.append(path)
    return Update(Change(files, {path: entry.mode for path, entry in there.items()}), tuple(edited))


def _is_free(
    path: str, entry: Entry | None, there: Mapping[str, Entry], folders: Collection[str], before: Before
) -> bool:
    """Whether nothing of somebody else's is where a file is written or deleted."""
    if entry is not None:
        return entry.mode in REGULAR and entry.id in before.ids.get(path, ())
    parts = path.split("/")
    above = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return path not in before.first and path not in folders and not any(each in there for each in above)
