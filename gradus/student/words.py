"""What Gradus says in each tone: short, and never about the person."""

import re

from gradus.student.preferences import Tone

_O, _E, _H = Tone.OBJECTIVE, Tone.ENCOURAGING, Tone.HUMOROUS
_SENTENCES: dict[str, dict[Tone, str]] = {
    "right": {_O: "✓ Right.", _E: "✓ Right.", _H: "✓ Right. Take a small bow."},
    "wrong": {_O: "✗ Not right.", _E: "✗ Not quite.", _H: "✗ Not quite. The dial begs to differ."},
    "finished": {
        _O: "Finished: {title}",
        _E: "Well done! You finished: {title}",
        _H: "Finished: {title} (the checks have run out of objections)",
    },
    "completed": {
        _O: "Complete: {title}",
        _E: "That completes a {kind}: {title}",
        _H: "That completes a {kind}: {title}. Please do not look down.",
    },
    "red": {
        _O: "{passed} of {all} checks pass.",
        _E: "{passed} of {all} checks pass. One at a time: the first red one is the place to look.",
        _H: "{passed} of {all} checks pass. The red ones are not angry, just disappointed by a number.",
    },
    "hint": {_O: "", _E: "Stuck is where the learning is. Look at this:", _H: "A hint walks into a function. It says:"},
    "last hint": {
        _O: "That was the last hint for it.",
        _E: "That was the last hint for it. The lesson's picture often helps now, and so does asking a person.",
        _H: "That was the last hint for it: from here on it would be dictation.",
    },
    "score": {
        _O: "{right} of {all} right.",
        _E: "{right} of {all} right. What was missed comes back, when it has had time to settle.",
        _H: "{right} of {all} right. The others will be back, like every good sequel.",
    },
    "all right": {
        _O: "{all} of {all} right.",
        _E: "{all} of {all} right. It comes back now and then, so that it stays.",
        _H: "{all} of {all} right. The questions have asked for a rematch.",
    },
    "written": {
        _O: "Compare with what you wrote. Was all of it there?",
        _E: "Compare with what you wrote: was all of it there, in your own words?",
        _H: "Compare, and be as strict as you would be with a friend. Was all of it there?",
    },
}


def say(tone: Tone, occasion: str, **values: object) -> str:
    """The sentence for an occasion, with its values filled in."""
    return _SENTENCES[occasion][tone].format(**values)


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return re.split(r"(?<=[.?!])\s", text, maxsplit=1)[0]
