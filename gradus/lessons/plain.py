"""A lesson's Markdown and formulas as plain text for a terminal: x^2 is x², \\eta is η."""

import itertools
import re

_LETTERS = "alpha α beta β gamma γ delta δ Delta Δ eta η theta θ lambda λ mu μ sigma σ Sigma Σ pi π partial ∂ nabla ∇"
_MARKS = "sum Σ cdot · times × approx ≈ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ to → infty ∞ pm ± ldots … dots … mid |"
_SAME = "sin cos tan tanh log ln exp max min".split()
_PAIRS = f"{_LETTERS} {_MARKS}".split()
_SIGNS = {**dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)), **dict(zip(_SAME, _SAME, strict=True))}
_RAISED, _LOWERED = str.maketrans("0123456789+-nx", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣ"), str.maketrans("0123456789in", "₀₁₂₃₄₅₆₇₈₉ᵢₙ")
_FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|\*)(?=\S)(.+?)(?<=\S)\1(?![\w*])", re.DOTALL)


class PlainTextError(ValueError):
    """A formula that cannot be written on a line of a terminal; the text is what stands in the way."""


def plain(text: str) -> str:
    """Markdown on one line, formulas in Unicode and code between backticks. Raises PlainTextError."""
    pieces = re.split(r"(`[^`]*`)", " ".join(text.split()))
    return "".join(piece if piece.startswith("`") else _prose(piece) for piece in pieces)


def _prose(text: str) -> str:
    text = _LINK.sub(r"\1", text)
    kept = [formula(found) for found in _FORMULA.findall(text)]  # what stands in a formula emphasises nothing
    numbers = itertools.count()
    text = _FORMULA.sub(lambda match: f"\0{next(numbers)}\0", text)
    while (simpler := _EMPHASIS.sub(r"\2", text)) != text:
        text = simpler
    return re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], text)


def formula(text: str) -> str:
    """A formula of LaTeX in Unicode. Raises PlainTextError for what has no such form."""
    text = re.sub(r"\\text\{([^{}]*)\}", r"\1", text).replace("\\,", " ").replace("\\;", " ").replace("\\%", "%")
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", lambda match: f"{_grouped(match[1])}/{_grouped(match[2])}", text)
    text = re.sub(r"\\sqrt\{([^{}]*)\}", r"√(\1)", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda match: _sign(match[1]), text)
    text = re.sub(r"\^(\{[^{}]*\}|.)", lambda match: _script(match[1], _RAISED, "^"), text)
    text = re.sub(r"_(\{[^{}]*\}|.)", lambda match: _script(match[1], _LOWERED, "_"), text)
    if left := re.search(r"[\\{}]", text):
        raise PlainTextError(left[0])
    return " ".join(text.split())


def _sign(name: str) -> str:
    if name not in _SIGNS:
        raise PlainTextError(f"\\{name}")
    return _SIGNS[name]


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"[\w\\ ]*", text.strip()) else f"({text})"


def _script(text: str, letters: dict[int, int], mark: str) -> str:
    """A superscript or subscript: as one if there are such letters, or else after its mark."""
    inner = text.strip("{}")
    if all(ord(letter) in letters for letter in inner):
        return inner.translate(letters)
    return f"{mark}{inner}" if len(inner) == 1 else f"{mark}({inner})"
