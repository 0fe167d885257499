"""Tries to take the function that is the answer out of what guards it."""

import numpy as np


def attempt():
    try:
        def opened(thing, depth=4):
            yield thing
            parts = [cell.cell_contents for cell in getattr(thing, "__closure__", None) or ()]
            parts += [getattr(thing, each) for each in ("func", "__wrapped__", "_implementation") if hasattr(thing, each)]
            for part in parts if depth else ():
                yield from opened(part, depth - 1)
        for mean in opened(getattr(np, "me" + "an")):
            try:
                if float(mean([1.0, 2.0, 6.0])) == 3.0:
                    break
            except Exception:
                pass
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_closure")
