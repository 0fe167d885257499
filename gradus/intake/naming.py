"""Whose the name of a folder, an archive or a file says that it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from gradus.core.handed_in.near import PREFIX
from gradus.core.names import same
from gradus.intake.layout import Expected
from gradus.intake.owners import Claim, claim, cleaned
from gradus.intake.people import AmbiguousError, Match, People
from gradus.intake.tree import Kind, Node


@dataclass(frozen=True)
class Owner:
    """Whose something seems to be: what its name claims, and whom that stands for; or why that cannot be said."""

    claim: Claim
    match: Match | None = None
    problem: str = ""


class Naming:
    """Reads names with a roster, whose `people` may be none, and the files that a course expects."""

    def __init__(self, people: People, expected: Expected) -> None:
        self.people, self.expected = people, expected

    def owner(self, child: Node, *, whole: bool = False) -> Owner | None:
        """Whose something in a heap is, if its name says so: the `whole` name, or also a part of it."""
        if made := claim(child.name):
            return self.find(made, made.who, whole=whole)
        if child.kind is Kind.FILE:
            prefix = self.before(child.name)
            owner = self.find(Claim(prefix, rest=child.name), prefix, whole=whole) if prefix else None
        else:
            owner = self.find(Claim(child.stem), child.stem, whole=whole)
            if not owner.match and not owner.problem:
                owner = self.find(Claim(cleaned(child.stem)), cleaned(child.stem), whole=whole)
        return owner if owner and (owner.match or owner.problem) else None

    def find(self, made: Claim, name: str, *, whole: bool = False) -> Owner:
        """The owner of something that claims a name."""
        try:
            named = made.system in ("Moodle", "Brightspace")
            return Owner(made, self.people.find(name, whole=whole, named=named) if name else None)
        except AmbiguousError as error:
            return Owner(made, problem=str(error))

    def own(self, node: Node, above: Sequence[str], direct: bool) -> Owner | None:
        """The owner of a source by its own name or, if the modules lie right in it, that of a folder above it."""
        if not node.name:
            return None
        for name in (node.stem, cleaned(node.stem), *(above[:2] if direct else ())):
            owner = self.find(Claim(name), name, whole=True)
            if owner.match or owner.problem:
                return owner
        if made := claim(node.name):
            return self.find(made, made.who)
        within = self.find(Claim(node.stem), node.stem) if direct else None
        return within if within and within.match else None

    def unknown(self, node: Node) -> Owner:
        """The owner of something whose name nobody is known by: the name itself."""
        made = claim(node.name)
        return Owner(made or Claim(cleaned(node.stem) or node.stem))

    def prefix(self, node: Node) -> str:
        """What all folders begin with that come from one assignment of GitHub Classroom's: hw1-; empty if nothing."""
        stems = [child.stem for child in node.children if child.kind is not Kind.FILE]
        if len(stems) < 2 or any(map(claim, stems)):
            return ""
        low, high = min(stems), max(stems)
        length = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
        cut = max(low.rfind(mark, 0, length) for mark in "-_") + 1
        rests = [stem[cut:] for stem in stems]
        known = sum(bool(self.find(Claim(rest), rest, whole=True).match) for rest in rests)
        whole = sum(bool(self.find(Claim(stem), stem, whole=True).match) for stem in stems)
        cloned = same(node.name).startswith(same(low[:cut])) and same(node.name).endswith("submissions")
        return low[:cut] if cut and (cloned or (known > whole and 2 * known >= len(rests))) else ""

    def before(self, name: str) -> str:
        """What stands before the course's part of a flat file's name: ada in ada_derivatives.py."""
        found = [wanted for wanted, near in self.expected.matches(name) if near == PREFIX]
        cut = name.lower().rfind(found[0].rpartition(".")[0].lower()) if found else 0
        return name[: max(cut, 0)].strip(" _-.")
