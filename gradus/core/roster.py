"""The rows of a teacher's table of accounts, the roster above all: the names of its columns, and what no row may be."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gradus.core.names import same
from gradus.core.tables import Aliases, TableError, read_table
from gradus.core.text import one_line

# The names that Moodle (in several languages), Canvas and GitHub Classroom give these columns, the likeliest first.
# A group of Moodle's or a section of Canvas's is no team: it may be a tutorial.
COLUMNS: Aliases = {
    "login": (
        "github_username", "GitHub login", "GitHub account", "Username", "SIS Login ID",
        "Anmeldename", "Benutzername", "Nom d'utilisateur", "Nombre de usuario", "Nome utente", "Gebruikersnaam",
    ),
    "id": ("github_id",),
    "student_id": (
        "ID number", "SIS User ID", "Student number", "SID", "identifier", "ID-Nummer", "Matrikelnummer",
        "Numéro d'identification", "Número de ID", "Número de identificación", "Codice identificativo", "ID-nummer",
    ),
    "last_name": ("Surname", "Family name", "Nachname", "Nom", "Nom de famille", "Apellido(s)", "Apellidos", "Cognome",
                  "Achternaam"),
    "first_name": ("Given name", "Vorname", "Prénom", "Nombre", "Nome", "Voornaam"),
    "name": ("Full name", "Student", "Student name", "Vollständiger Name", "Nom complet", "Nombre completo"),
    "email": (
        "Email address", "E-mail address", "E-Mail-Adresse", "Adresse de courriel", "Adresse e-mail", "Courriel",
        "Dirección de correo", "Correo electrónico", "Indirizzo email", "E-mailadres",
    ),
    "team": (),
    "folder": (),
    "repository": ("student_repository_name",),
    "extension": ("extensions", "extra_time"),
}  # fmt: skip
NO_STUDENTS = {"points possible", "student, test"}  # rows of a gradebook exported from Canvas
COUNTED = re.compile(r"\d[.,]\d+E\+\d+")


def rows(
    path: Path, required: Sequence[str], columns: Aliases, unique: Sequence[str], notes: list[str] | None
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows with their line numbers. Raises TableError if a login is empty or a `unique` column has a duplicate."""
    lines: dict[tuple[str, str], int] = {}
    for line, row in read_table(path, required, columns, notes):
        if same(row.get("name", "")) in NO_STUDENTS:
            continue
        if not same(row["login"]):
            raise TableError(f"{path}, line {line}: the login is empty.")
        for column in unique:
            value, shown = same(row[column]), f"{column} {one_line(row[column])}"
            if COUNTED.fullmatch(row[column]):
                told = "a spreadsheet made a number of it. Enter it again, in a column of the type text"
                raise TableError(f"{path}, line {line}: {shown}: {told}.")
            if value and (column, value) in lines:
                raise TableError(f"{path}, line {line}: duplicate {shown}, see line {lines[column, value]}.")
            lines[column, value] = line
        yield line, row
