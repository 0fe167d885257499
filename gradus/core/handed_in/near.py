"""Names of files that are nearly those that were asked for: another case, a download's number, .py.txt."""

import functools
import re
from collections.abc import Iterable

from gradus.core.names import same
from gradus.core.text import nearest

EXACT, CASE, COPY, PREFIX = range(4)  # how near a name is, the nearest first
WHY = {
    CASE: "its name differs in case or accents only",
    COPY: "its name looks like that of a copy or a download",
    PREFIX: "its name ends like that",
}
NEVER = {"__macosx", "__pycache__", "node_modules", "site-packages", "venv", "env"}
_FRONT = re.compile(r"^(?:copy of|kopie von|kopie van|copie de|copia d[ei]|cópia de|kopia(?: av)?|kopi af|копия)\s+")
_COPY = r"copy|kopie|copie|copia|cópia|kopia|kopi|копия|副本|コピー"
_END = re.compile(rf"\s*(?:\(\d{{1,3}}\)|\d{{1,2}}|(?<=\s)(?:{_COPY}|final|new|neu|v\d{{1,2}}|version))$")
_TEST = re.compile(r"^(?:test|tests|check|stub|solution)\b")


def ignored(name: str) -> bool:
    """Whether a file or folder of this name is nobody's work: hidden, made by a system or a tool, or installed."""
    return name.startswith(".") or same(name) in NEVER


def likeness(name: str, wanted: str) -> int | None:
    """How near a file's name is to the `wanted` one (.py or .ipynb), from EXACT to PREFIX; None if it is not."""
    if name == wanted:
        return EXACT
    if same(name) == same(wanted):
        return CASE
    stem, _, suffix = wanted.rpartition(".")
    plain = _words(same(stem)).replace(" ", "")
    forms = _forms(name, suffix)
    if any(form.replace(" ", "") == plain for form in forms):
        return COPY
    ends = not any(map(_TEST.search, forms)) and any(form.endswith(f" {_words(same(stem))}") for form in forms)
    return PREFIX if ends else None


def suggest(wanted: str, names: Iterable[str]) -> str:
    """The one of `names` that was perhaps meant as `wanted`: nearly its name, or a misspelt one; empty if none is."""
    names, suffix = [*names], wanted.rpartition(".")[2]
    near = [(rank, name) for name in names if (rank := likeness(name, wanted)) is not None]
    if near:
        return min(near)[1]
    alike = [name for name in names if name.endswith(f".{suffix}") and _digits(name) == _digits(wanted)]
    return nearest(wanted, alike, 0.85)


@functools.lru_cache(maxsize=10_000)
def _forms(name: str, suffix: str) -> tuple[str, ...]:
    """The stem of a file's name as words, and what is left of it as marks of copies are taken off one by one."""
    text = same(name[:255])
    texts = "txt|json" if suffix == "ipynb" else "txt"
    ending = rf"(.+?)(?:\.{suffix}(?:\.(?:{suffix}|{texts}|download|\d{{1,2}})|\s?\(\d{{1,3}}\))*|\.(?:{texts}))"
    match = re.fullmatch(ending, text)
    if not match:
        return ()
    forms = [_words(match[1])]
    for _ in range(4):
        shorter = _END.sub("", _FRONT.sub("", forms[-1]))
        if shorter == forms[-1] or not shorter:
            break
        forms.append(shorter)
    return tuple(forms)


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def _words(stem: str) -> str:
    return " ".join(re.split(r"[\s_.–—-]+", stem)).strip()
