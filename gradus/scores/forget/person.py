"""Whom to forget: under which names, numbers and addresses a person stands in files, and nobody else does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gradus.core.names import same
from gradus.core.roster import COLUMNS
from gradus.core.tables import squeezed
from gradus.scores.by_hand import file_name
from gradus.scores.roster import Student, gradebook_id

ACCOUNTS = {squeezed(name) for name in ("login", *COLUMNS["login"])}
NUMBERS = {squeezed(name) for name in ("student_id", "lms_user_id", *COLUMNS["student_id"])}
ADDRESSES = {squeezed(name) for name in ("email", *COLUMNS["email"])}
LISTED = ("login", "submission", "student", "student_id")  # what JSON lists of people call an account
SHORTEST = 4  # characters of a number or a word by which a person is looked for in a text


@dataclass(frozen=True)
class Person:
    """One person: what files and accounts are called, and the keys that are nobody else's, all in `same`'s form.

    `folder` is how the roster calls their submission, unless others hand in the same one. `others` are the numbers and
    addresses of the roster that are somebody else's. `id` is the number of the account, as far as the roster has it.
    """

    login: str
    folder: str = ""
    number: str = ""
    address: str = ""
    name: str = ""
    others: frozenset[str] = frozenset()
    id: str = ""

    @property
    def accounts(self) -> frozenset[str]:
        """What an account or a file of this person is called."""
        names = (self.login, self.folder, gradebook_id(self.login), file_name(self.login))
        return frozenset(same(name) for name in names if same(name))

    def is_called(self, name: str) -> bool:
        """Whether this is the name of a file or an account of theirs. What only begins alike is somebody else's."""
        return same(name) in self.accounts

    def has_row(self, row: Mapping[str, str]) -> bool:
        """Whether a row of a table is about this person; `row` has the columns' names in the form of `squeezed`.

        A column called login decides. Without one, the number does if both have one, and then other accounts and the
        address, unless a number or address there is somebody else's: a login at the school may be another's at GitHub.
        """
        if "login" in row:
            return self.is_called(row["login"])
        keys = self.accounts | {same(key) for key in (self.number, self.address) if key}
        numbers = {same(row[name]) for name in row if name in NUMBERS} - {""}
        if numbers & keys or (numbers and self.number):
            return bool(numbers & keys)
        values = {same(row[name]) for name in row if name in ACCOUNTS | ADDRESSES} - {""}
        return bool(values & keys) and not (values | numbers) & self.others

    def is_listed(self, entry: object) -> bool:
        """Whether an entry of a JSON list is about this person, or about a pair of whom one is."""
        if not isinstance(entry, dict):
            return False
        pair = entry.get("pair")
        names = [entry[key] for key in LISTED if key in entry] + (pair if isinstance(pair, list) else [])
        return any(self.is_called(str(name)) for name in names)

    @property
    def needles(self) -> tuple[str, ...]:
        """What gives this person away in a text: the login as a word, and what `certain` has."""
        words = (self.login, self.folder, gradebook_id(self.login), *self.certain)
        return tuple(dict.fromkeys(word for word in words if word))

    @property
    def certain(self) -> tuple[str, ...]:
        """What is hardly anything else: the address, the number, and the whole name."""
        return tuple(word for word in (self.address, self.number, self.name) if len(word) >= SHORTEST)


def person(login: str, students: Iterable[Student] = ()) -> Person:
    """The person with this login. A number, address or folder of the roster that others share is not theirs alone."""
    mine = [student for student in students if same(student.login) == same(login)]
    others = [student for student in students if same(student.login) != same(login)]
    taken = frozenset(same(key) for other in others for key in (other.student_id, other.email) if key)
    if not mine:
        return Person(login, others=taken)

    def own(field: str) -> str:
        value: str = getattr(mine[0], field)
        shared = any(same(getattr(other, field)) == same(value) for other in others)
        return "" if shared else value

    folder = own("folder")
    if any(same(other.login) == same(folder) for other in others):
        folder = ""
    return Person(mine[0].login, folder, own("student_id"), own("email"), own("full_name"), taken, own("id"))
