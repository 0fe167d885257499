"""Templates: {key} is replaced by a value, and lines between {if PATH} and {end} stay if that path is released.

{if PATH or PATH} is for any of them, {if not PATH or PATH} for none, and a PATH that ends with a slash for a folder.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from gradus.core.course import CourseError
from gradus.core.text import nearest

_KEY = re.compile(r"\{(\w+)\}")
_IF = re.compile(r"\{if (not )?(.+)\}\s*")
_END = re.compile(r"\{end\}\s*")


def fill(text: str, values: Mapping[str, str]) -> str:
    """A template's text with each {key} replaced by its value; what stands in a value is left alone."""
    return _KEY.sub(lambda match: values.get(match[1], match[0]), text)


def render(text: str, name: str, values: Mapping[str, str], paths: Collection[str]) -> str:
    """A template, which messages call `name`, as a file: without what is about files that are not among `paths`.

    Raises CourseError for a misspelt key, an {if …} without {end}, or the other way round.
    """
    kept, begun, stays = list[str](), 0, True
    for number, line in enumerate(text.split("\n"), 1):
        if match := _IF.fullmatch(line):
            if begun:
                raise CourseError(f"{name}, line {begun}: {{if …}} without {{end}} before the next one.")
            begun, stays = number, _released(fill(match[2], values).split(" or "), paths) != bool(match[1])
        elif _END.fullmatch(line):
            if not begun:
                raise CourseError(f"{name}, line {number}: {{end}} without {{if …}}.")
            begun, stays = 0, True
        elif stays:
            kept.append(line)
        for key in _KEY.findall(line):
            if key not in values and key != "end" and (meant := nearest(key, values, 0.8)):
                raise CourseError(f"{name}, line {number}: there is no {{{key}}}. Did you mean {{{meant}}}?")
    if begun:
        raise CourseError(f"{name}, line {begun}: {{if …}} without {{end}}.")
    return fill("\n".join(kept), values)


def _released(wanted: Iterable[str], paths: Collection[str]) -> bool:
    """Whether one of some files is released, or for a name that ends with a slash, anything in that folder."""
    names = [each.strip() for each in wanted]
    return any(path in names or path.startswith(tuple(n for n in names if n.endswith("/"))) for path in paths)
