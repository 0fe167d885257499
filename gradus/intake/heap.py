"""Divides a heap of folders, archives and files into what each student handed in.

What stands outermost says whose it is: it was named by a learning platform or a teacher. What lies inside of a
student's folder or archive was named by the student, and nobody hands in for somebody else by naming a folder.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gradus.core.handed_in.near import COPY
from gradus.core.names import same
from gradus.core.text import one_line
from gradus.intake import gradescope
from gradus.intake.layout import Expected
from gradus.intake.naming import Naming, Owner
from gradus.intake.owners import ASSIGNMENT, GENERIC, WRAPPER, Claim, claim
from gradus.intake.pattern import Pattern, who
from gradus.intake.people import Match, People
from gradus.intake.tree import Kind, Node

DEEP = 4  # levels that are searched for names of students
NBGRADER = {"source", "release", "autograded", "feedback"}


@dataclass
class Item:
    """What one student, or one team, handed in at one place. `depth` is how deep in a source its name was found."""

    owner: Owner
    folder: str
    source: str
    place: str
    files: list[tuple[tuple[str, ...], Node]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    submitted: str = ""
    depth: int = 0

    @property
    def time(self) -> float | None:
        """When it was last changed, as far as that is known: of an archive, or else of its newest file."""
        times = [
            t for node in self.nodes for t in ([node.time] if node.time else [f.time for _, f in node.files()]) if t
        ]
        return max(times, default=None)


class Heap:
    """What was found in the sources: `items`, and what was `left` with the reason."""

    def __init__(self, people: People, expected: Expected) -> None:
        self.naming, self.expected = Naming(people, expected), expected
        self.items: list[Item] = []
        self.left: list[str] = []
        self._groups: dict[tuple[str, str, str, str], Item] = {}
        self._bears: dict[int, bool] = {}

    def add(self, source: str, node: Node, above: Sequence[str]) -> None:
        """Take in one source; `above` are the names of the folders that it lies in, the nearest first."""
        if node.kind is Kind.FILE:
            node = Node("", node.place.rpartition("/")[0] or ".", Kind.FOLDER, children=[node])
        self._visit(node, source, 0, above)

    def add_by(self, pattern: Pattern, source: str, node: Node, above: Sequence[str]) -> None:
        """Take in one source, whose owners a pattern tells."""
        folders = [[name] for name in reversed(above)]
        heap = node.kind is Kind.FOLDER and len(pattern.parts) == 1 and not self._is_submission(node)
        if not self._by(pattern, source, node, folders, inside=heap) and not self._by(pattern, source, node, folders):
            self._leave(node, "nothing in it fits the pattern of --name")

    def _by(self, pattern: Pattern, source: str, node: Node, above: list[list[str]], *, inside: bool = False) -> bool:
        """Take what fits the pattern in a node, or `inside` of it; returns whether anything did."""
        path = [*above, [node.stem, node.name]]
        if not inside and (fields := pattern.match(path)):
            name = who(fields)
            self._item(node, source, self.naming.find(Claim(name), name, whole=True), len(above))
            return True
        taken = [self._by(pattern, source, child, path) for child in node.children]
        for child, done in zip(node.children, taken, strict=True):
            if any(taken) and not done and self._has_work(child):
                self._leave(child, "it does not fit the pattern of --name")
        return any(taken)

    def _visit(self, node: Node, source: str, depth: int, above: Sequence[str] = ()) -> None:
        if self._special(node, source, depth):
            return
        owners = self._owners(node)
        direct = self._is_submission(node)
        if depth == 0 and (own := self.naming.own(node, above, direct)) and len(owners) < 2:
            self._item(node, source, own, depth)
        elif direct and (depth or not owners):
            self._item(node, source, self.naming.unknown(node), depth)
        elif owners:
            self._divide(node, source, depth, owners)
        else:
            self._look_deeper(node, source, depth)

    def _divide(self, node: Node, source: str, depth: int, owners: dict[int, Owner]) -> None:
        """A heap: its children have owners."""
        for child in node.children:
            if owner := owners.get(id(child)):
                self._item(child, source, owner, depth)
            elif child.kind is Kind.FILE:
                if self.expected.may_be(child.name):
                    self._leave(child, "it lies beside the others, and whose it is cannot be said")
                elif child.name.endswith((".py", ".ipynb")):
                    self._leave(child, "no file of the course's")
            else:
                self._stranger(child, source, depth)
        self.left += problems(node)

    def _look_deeper(self, node: Node, source: str, depth: int) -> None:
        bearing = [child for child in node.children if child.kind is not Kind.FILE and self._has_work(child)]
        claiming = any(self._is_heap(child) or self._claims_within(child, DEEP) for child in bearing)
        if not bearing:
            self._leave(node, node.problem or "nothing of the course is in it")
            return
        if claiming or self._is_heap(node) or (depth == 0 and not self._of_one(node, bearing)):
            self._divide(node, source, depth, {})
        else:
            self._item(node, source, self.naming.unknown(node), depth)

    def _of_one(self, node: Node, bearing: list[Node]) -> bool:
        """Whether a source without names of students is what one handed in: a folder around it, or one a week."""
        names = [same(child.name) for child in bearing if child.kind is Kind.FOLDER]
        if len(names) < len(bearing) or not all(map(self._is_one, bearing)):
            return False
        wrapped = node.kind is Kind.ARCHIVE or names == [same(node.name)] or WRAPPER.fullmatch(names[0])
        return bool(len(names) == 1 and wrapped) or all(map(ASSIGNMENT.fullmatch, names))

    def _is_heap(self, node: Node) -> bool:
        """Whether a name is one that heaps have, such as submissions, or hw1 with several folders in it."""
        name = same(node.stem)
        return bool(GENERIC.fullmatch(name) or (ASSIGNMENT.fullmatch(name) and not self._is_one(node)))

    def _is_one(self, node: Node) -> bool:
        """Whether a node is a submission, or holds nothing but one, however deep."""
        bearing = [child for child in node.children if child.kind is not Kind.FILE and self._has_work(child)]
        return self._is_submission(node) or (len(bearing) == 1 and self._is_one(bearing[0]))

    def _stranger(self, node: Node, source: str, depth: int) -> None:
        """Something in a heap whose name says nothing: a heap itself, somebody's who is not known, or nothing."""
        if not self._has_work(node):
            self._leave(node, "nothing of the course is in it")
        elif not self._is_submission(node) and (self._is_heap(node) or self._claims_within(node, DEEP)):
            self._visit(node, source, depth + 1)
        else:
            self._item(node, source, self.naming.unknown(node), depth)

    def _special(self, node: Node, source: str, depth: int) -> bool:
        """Whether this is the folder of a system that says in a file, or by its folders, whose everything is."""
        named = {same(child.name): child for child in node.children if child.kind is Kind.FOLDER}
        if "submitted" in named and NBGRADER & set(named):
            self._visit(named["submitted"], source, depth)
            return True
        files = [child for child in node.children if gradescope.FILE.fullmatch(child.name)]
        folders = [child for child in node.children if gradescope.FOLDER.fullmatch(child.stem)]
        if not files or not folders:
            return False
        try:
            found = gradescope.parse(files[0].read(gradescope.LARGEST))
        except OSError as error:
            self.left.append(f"{one_line(files[0].place, 300)} {error}")
            return False
        for folder in folders:
            self._of_gradescope(folder, source, depth, found.get(folder.stem, gradescope.Submitted()))
        return True

    def _of_gradescope(self, node: Node, source: str, depth: int, submitted: gradescope.Submitted) -> None:
        found: list[Owner] = []
        for each in submitted.submitters:
            keys = [each[key] for key in ("email", "sid", "name") if each.get(key)]
            owners = [self.naming.find(Claim(key, "Gradescope", f"{node.name} {key}"), key, whole=True) for key in keys]
            found += [next((owner for owner in owners if owner.match), None) or owners[0]] if owners else []
        logins = tuple(login for owner in found if owner.match for login in owner.match.logins)
        for owner in found or [self.naming.unknown(node)]:
            together = len(logins) > 1 and owner.match
            match = Match(logins, "Gradescope names who handed it in together") if together else None
            item = self._item(node, source, Owner(owner.claim, match or owner.match, owner.problem), depth)
            item.submitted = submitted.created
            if match:
                break

    def _owners(self, node: Node) -> dict[int, Owner]:
        """The owners of a node's children, by the children's identity, as far as their names say."""
        prefix = self.naming.prefix(node)
        found: dict[int, Owner] = {}
        for child in node.children:
            if child.kind is Kind.FILE and not (self.expected.may_be(child.name) or claim(child.name)):
                continue
            stem = child.name if child.kind is Kind.FILE else child.stem
            if prefix and stem.startswith(prefix):
                found[id(child)] = self.naming.find(Claim(stem[len(prefix) :]), stem[len(prefix) :], whole=True)
            elif owner := self.naming.owner(child):
                found[id(child)] = owner
            elif same(node.name) == "submitted" and child.kind is not Kind.FILE and self._has_work(child):
                found[id(child)] = self.naming.unknown(child)
        return found

    def _claims_within(self, node: Node, depth: int) -> bool:
        """Whether names of students, whole or as a learning platform writes them, stand below."""
        if depth == 0 or self._is_submission(node):
            return False
        for child in node.children:
            made = claim(child.name)
            fits = child.kind is not Kind.FILE or self.expected.may_be(child.name)
            if fits and (made or self.naming.owner(child, whole=True)):
                return True
            if child.kind is not Kind.FILE and (self._is_heap(child) or self._claims_within(child, depth - 1)):
                return True
        return any(gradescope.FILE.fullmatch(child.name) for child in node.children)

    def _is_submission(self, node: Node) -> bool:
        """Whether the course's folders or files lie right in a node."""
        for child in node.children:
            if child.kind is Kind.FOLDER and same(child.name) in {"exercises", "lessons", *self.expected.parts}:
                return True
            if child.kind is Kind.FILE and any(near <= COPY for _, near in self.expected.matches(child.name)):
                return True
        return False

    def _has_work(self, node: Node) -> bool:
        if id(node) not in self._bears:
            if node.kind is Kind.FILE:
                here = self.expected.may_be(node.name)
            else:
                here = bool(node.problem or node.refused) or any(self._has_work(child) for child in node.children)
            self._bears[id(node)] = here
        return self._bears[id(node)]

    def _item(self, node: Node, source: str, owner: Owner, depth: int) -> Item:
        """Add a node to what its owner handed in; files that lie flat are gathered."""
        made = owner.claim
        rest = made.rest if made.rest and node.kind is not Kind.FOLDER else ""
        folder = node.name.removesuffix(rest) if rest else node.stem
        above = node.place.rpartition("/")[0]
        key = (source, above, made.system, f"{made.id or same(made.who)} {made.order}")
        if not (made.system or rest) or key not in self._groups:
            self.items.append(Item(owner, folder, source, node.place, depth=depth))
            self._groups[key] = self.items[-1]
        item = self._groups[key] = self._groups[key] if made.system or rest else self.items[-1]
        item.nodes.append(node)
        if node.kind is Kind.FILE:
            item.files.append(((rest or node.name,), node))
        elif rest:
            item.files += [((rest, *path), file) for path, file in node.files()]
        else:
            item.files += list(node.files())
        if made.late and (told := f"{made.system} marks it as late") not in item.remarks:
            item.remarks.append(told)
        return item

    def _leave(self, node: Node, why: str) -> None:
        self.left.append(f"{one_line(node.place, 300)}: {why}")
        self.left += [problem for below in node.nodes() for problem in problems(below) if below is not node]


def problems(node: Node) -> list[str]:
    """What is to be told about a node itself: why it cannot be read, and what of it was refused."""
    problem = [f"{one_line(node.place, 300)}: {node.problem}"] if node.problem else []
    return problem + [one_line(text, 500) for text in node.refused]


def above(path: Path) -> list[str]:
    """The names of the folders that a path lies in, the nearest first."""
    return list(reversed(path.absolute().parts[1:-1]))
