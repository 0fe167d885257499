"""`slider`: one drawing for several values of a number, side by side, and a slider below where there can be one."""

from collections.abc import Callable, Sequence
from typing import Any

from gradus.student.lesson.session import say, shell_of_notebook


def slider(
    draw: Callable[[Any, float], object],
    low: float,
    high: float,
    *,
    stops: Sequence[float],
    label: str,
    task: str = "",
    log: bool = False,
    panels: int = 1,
) -> None:
    """Draw `draw(axes, value)` for each of `stops` side by side; in Jupyter, add a slider from `low` to `high`.

    `draw` gets an Axes, or a list of `panels` Axes that stand below each other. With whole numbers for `low`, `high`
    and `stops` the slider moves in whole steps; with `log`, in powers of ten. `task` says what to find with it.
    """
    import matplotlib.pyplot as plt

    _strip(draw, stops, label, panels)
    plt.show()
    if task:
        say(f"With the slider: {task}")
    if widgets := _widgets():
        _show(widgets, draw, _control(widgets, low, high, stops, label, log), stops, label, panels)
    else:
        say(f"No slider here: the pictures above show {label} = {', '.join(f'{stop:g}' for stop in stops)}.")


def _strip(draw: Callable[[Any, float], object], stops: Sequence[float], label: str, panels: int) -> Any:
    """The drawings for all stops as one figure: all that a printed page or a viewer without Python shows."""
    import matplotlib.pyplot as plt

    columns = len(stops)
    size = (min(2.9 * columns, 11) if columns > 1 else 5.5, 2.7 * panels)
    figure, axes = plt.subplots(panels, columns, figsize=size, squeeze=False, layout="constrained")
    for column, stop in enumerate(stops):
        _fill(draw, list(axes[:, column]), stop, label)
    return figure


def _fill(draw: Callable[[Any, float], object], axes: list[Any], value: float, label: str) -> None:
    draw(axes[0] if len(axes) == 1 else axes, value)
    own = axes[0].get_title()
    axes[0].set_title(f"{label} = {value:g}" + (f"\n{own}" if own else ""), fontsize=9)


def _widgets() -> Any:
    """The module ipywidgets in a running notebook, None without one or elsewhere."""
    try:
        import ipywidgets
    except ImportError:
        return None
    return ipywidgets if shell_of_notebook() else None


def _control(widgets: Any, low: float, high: float, stops: Sequence[float], label: str, log: bool) -> Any:
    from math import log10

    common = {
        "value": stops[0],
        "description": label,
        "continuous_update": False,
        "style": {"description_width": "auto"},
    }
    if log:
        return widgets.FloatLogSlider(min=log10(low), max=log10(high), step=0.05, readout_format=".3g", **common)
    if all(isinstance(number, int) for number in (low, high, *stops)):
        return widgets.IntSlider(min=low, max=high, **common)
    return widgets.FloatSlider(min=low, max=high, step=(high - low) / 200, readout_format=".4g", **common)


def _show(widgets: Any, draw: Any, control: Any, stops: Sequence[float], label: str, panels: int) -> None:
    import matplotlib.pyplot as plt
    from IPython.display import display

    place = widgets.Output()

    def redraw(_: object = None) -> None:
        with place:
            place.clear_output(wait=True)
            figure, axes = plt.subplots(panels, 1, figsize=(6, 3.3 * panels), squeeze=False, layout="constrained")
            _fill(draw, list(axes[:, 0]), control.value, label)
            display(figure)
            plt.close(figure)

    def button(stop: float) -> Any:
        made = widgets.Button(description=f"{stop:g}", layout=widgets.Layout(width="auto"))
        made.on_click(lambda _: setattr(control, "value", stop))
        return made

    control.observe(redraw, names="value")
    redraw()
    display(widgets.VBox([widgets.HBox([control, *map(button, stops)]), place]))
