"""`gradus show --interactive`: one HTML file that holds a picture's frames, and needs no network and no library.

Each frame is drawn beforehand with the student's own functions. Without JavaScript the page is a film strip of stops.
"""

import base64
import io
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from gradus.core.files import write_atomic
from gradus.student.options import FRAMES, Option
from gradus.student.pictures import Picture

DPI = 90

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 980px; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a;
  background: #fff; }
h1 { font-size: 1.25rem; }
figure { margin: 1rem 0; }
figure, .on .controls { display: none; }
figure.stop { display: block; }
.on figure.stop { display: none; }
.on figure.now, .on .controls { display: block; }
.controls { display: none; }
img { width: 100%; height: auto; border: 1px solid #ccc; }
input { width: 100%; height: 2rem; accent-color: #0072b2; }
button { font: inherit; min-width: 2.75rem; min-height: 2.75rem; margin: 0 0.25rem 0.25rem 0; padding: 0 0.6rem;
  border: 1px solid #767676; border-radius: 4px; background: #f2f4f7; color: inherit; cursor: pointer; }
button[aria-pressed=true] { background: #0072b2; color: #fff; }
.task { font-weight: 600; }
figcaption { color: #555; }
""".strip()

SCRIPT = """
for (const part of document.querySelectorAll("section")) {
  const sliders = [...part.querySelectorAll("input")];
  const frames = new Map([...part.querySelectorAll("figure")].map((figure) => [figure.dataset.at, figure]));
  let now, timer;
  const show = () => {
    now?.classList.remove("now");
    now = frames.get(sliders.map((slider) => slider.value).join());
    now.classList.add("now");
    for (const slider of sliders) {
      const text = JSON.parse(slider.dataset.values)[slider.value];
      slider.setAttribute("aria-valuetext", text);
      part.querySelector(`output[for=${slider.id}]`).textContent = text;
      for (const button of part.querySelectorAll(`button[data-for=${slider.id}]`))
        button.setAttribute("aria-pressed", button.dataset.at === slider.value);
    }
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    for (const button of part.querySelectorAll(".play")) button.textContent = "Play";
  };
  part.addEventListener("input", () => { stop(); show(); });
  part.addEventListener("click", ({ target }) => {
    if (target.tagName !== "BUTTON") return;
    const playing = timer, slider = document.getElementById(target.dataset.for);
    stop();
    if (target.className !== "play") { slider.value = target.dataset.at; show(); return; }
    if (playing) return;
    if (slider.value === slider.max) slider.value = 0;
    show();
    target.textContent = "Pause";
    timer = setInterval(() => { slider.stepUp(); show(); if (slider.value === slider.max) stop(); }, 500);
  });
  part.classList.add("on");
  show();
}
""".strip()


def save(picture: Picture, values: Mapping[str, float], path: Path) -> None:
    """Draw every frame and write the page; `values` are where the sliders start. Raises PictureError and OSError."""
    options = picture.options
    start = {name: values.get(name, option.default) for name, option in options.items()}
    parts = [_part(picture, axes, start) for axes in _parts(options, start)]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, _page(picture, parts))


def _parts(options: Mapping[str, Option], start: Mapping[str, float]) -> list[dict[str, list[float]]]:
    """The values of the sliders that move together: all of them if that takes few frames, else one at a time."""
    full = {name: option.values(start[name]) for name, option in options.items()}
    stops = {name: sorted({*option.stops, start[name]}) for name, option in options.items()}
    for axes in (full, stops):
        if math.prod(map(len, axes.values())) <= FRAMES:
            return [axes]
    return [{name: option.values(start[name], FRAMES // len(options))} for name, option in options.items()]


def _part(picture: Picture, axes: Mapping[str, Sequence[float]], start: Mapping[str, float]) -> str:
    """A section of the page: the sliders of these axes, their buttons, and a frame for each of their values."""
    controls = "\n".join(_control(name, picture.options[name], values, start[name]) for name, values in axes.items())
    figures = []
    for places in itertools.product(*(range(len(values)) for values in axes.values())):
        here = {name: values[place] for (name, values), place in zip(axes.items(), places, strict=True)}
        stop = all(value == start[name] or value in picture.options[name].stops for name, value in here.items())
        said = ", ".join(f"{picture.options[name].label} {value:g}" for name, value in here.items())
        figures.append(_frame(picture, {**start, **here}, ",".join(map(str, places)), said, stop))
    return f'<section>\n<div class="controls">\n{controls}\n</div>\n{"".join(figures)}</section>'


def _control(name: str, option: Option, values: Sequence[float], start: float) -> str:
    """One slider, with its task above it and a button for each stop below."""
    words, key = [f"{value:g}" for value in values], f"option-{name}"
    buttons = [f'<button type="button" class="play" data-for="{key}">Play</button>'] if option.process else []
    for stop in sorted(option.stops):
        at = values.index(stop)
        buttons.append(
            f'<button type="button" data-for="{key}" data-at="{at}" aria-pressed="false">{words[at]}</button>'
        )
    label = escape(option.label)
    return (
        f'<p class="task">{escape(option.task)}</p>\n'
        f'<label for="{key}">{label}: <output for="{key}">{start:g}</output></label>\n'
        f'<input type="range" id="{key}" min="0" max="{len(values) - 1}" value="{values.index(start)}" '
        f'data-values="{escape(json.dumps(words))}">\n'
        f'<div role="group" aria-label="{label}">{"".join(buttons)}</div>'
    )


def _frame(picture: Picture, values: Mapping[str, float], at: str, said: str, stop: bool) -> str:
    figure = picture.draw(values)
    titles = [str(figure.get_suptitle()), *(ax.get_title() for ax in figure.axes)]
    alt = f"{said}. {'. '.join(' '.join(title.split()) for title in titles if title)}"
    source = base64.b64encode(_png(figure)).decode()
    return (
        f'<figure class="{"stop" if stop else "between"}" data-at="{at}">'
        f'<img src="data:image/png;base64,{source}" alt="{escape(alt)}">'
        f"<figcaption>{escape(said)}</figcaption></figure>\n"
    )


def _png(figure: Any) -> bytes:
    """The figure with a palette of 128 colours: a third of the bytes, and no difference that one sees."""
    from PIL import Image

    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=DPI)
    Image.open(drawn).convert("RGB").quantize(128).save(small, "PNG", optimize=True)
    return small.getvalue()


def _page(picture: Picture, parts: Sequence[str]) -> str:
    title = escape(picture.title)
    tasks = "".join(f"<li>{escape(option.task)}</li>" for option in picture.options.values())
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>{title}</title>
<style>
{STYLE}
</style>
</head>
<body>
<h1>{title}</h1>
<noscript><p>The slider needs JavaScript. Without it, these are its main stops, one below the other.</p>
<ul>{tasks}</ul></noscript>
{chr(10).join(parts)}
<p>Drawn with your functions in <code>exercises/{escape(picture.exercise.path)}</code>. If you change them,
run <code>gradus show {escape(picture.exercise.id.split("/")[-1])} --interactive</code> again.</p>
<script>
{SCRIPT}
</script>
</body>
</html>
"""
