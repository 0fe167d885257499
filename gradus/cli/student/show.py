"""`gradus show`: a picture made with the student's own functions, still or with a slider."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from gradus.cli.common import here, one
from gradus.cli.output import fail
from gradus.core.exits import USAGE


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="EXERCISE [--OPTION NUMBER]...")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the PNG or HTML file here.")
@click.option("--interactive", is_flag=True, help="Make a page with a slider, and buttons for its main stops.")
def command(words: tuple[str, ...], out: Path | None, interactive: bool) -> None:
    """Draw a picture with your own functions of EXERCISE, and open it.

    Some pictures have options of their own, such as gradus show gradient_descent --lr 0.9.
    """
    from gradus.student import interactive as pages
    from gradus.student import options, pictures

    course = here()
    names, typed = _sorted(words)
    if len(names) != 1:
        fail(f"gradus show draws one exercise, not {len(names)}: gradus show EXERCISE.", USAGE)
    selected = one(course, names[0])
    suffix = "html" if interactive else "png"
    path = out or course.root / ".gradus" / "pictures" / f"{selected.id.replace('/', '-')}.{suffix}"
    try:
        picture = pictures.find(course, selected)
        values = options.parse(picture.options, typed)
        if not interactive:
            pictures.save(picture.draw(values), path)
        elif picture.options:
            click.echo("Drawing the frames of the slider; that may take half a minute.", err=True)
            pages.save(picture, values, path)
        else:
            others = [other.id for other in pictures.shown(course) if pictures.find(course, other).options]
            fail(f"the picture of {selected.id} has no slider. {_those(others)}", USAGE)
    except (pictures.PictureError, options.OptionError) as error:
        fail(str(error), USAGE)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}.", USAGE)
    click.echo(f"The {'page' if interactive else 'picture'} is in {os.path.relpath(path)}")
    if picture.options and not (interactive or typed):
        click.echo(f"{options.described(picture.options)} With --interactive you can slide.")
    if out is None and sys.stdout.isatty():
        click.launch(str(path))


def _sorted(words: tuple[str, ...]) -> tuple[list[str], list[tuple[str, str]]]:
    """The names of exercises among the words, and the options: `--name value` or `--name=value`."""
    names: list[str] = []
    typed: list[tuple[str, str]] = []
    rest: Iterator[str] = iter(words)
    for word in rest:
        if word.startswith("-"):
            name, equals, value = word.lstrip("-").partition("=")
            typed.append((name, value if equals else next(rest, "")))
        else:
            names.append(word)
    return names, typed


def _those(names: list[str]) -> str:
    return f"These have one: {', '.join(names)}." if names else "No picture of this course has one."
