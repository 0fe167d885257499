"""Tries to find expected values, points and hidden inputs in the worker: frames, garbage collector, modules, argv."""

import ctypes
import gc
import sys

WORDS = ("expected", "graders", "test_hidden", "solutions", "points(", "ghp_", "/the/course", "honest_first")
loot = []


def looked(text, where):
    loot.extend(f"{word} in {where}" for word in WORDS if word in text and "look_around" not in where)


frame = sys._getframe().f_back
while frame:
    for name, thing in frame.f_locals.items():
        if name != "source" and not isinstance(thing, (bytes, dict)) and "sources" not in name:
            looked(repr(thing)[:10000] if "WORDS" not in repr(thing) else "", f"{frame.f_code.co_name}.{name}")
    frame = frame.f_back
for thing in gc.get_objects():
    if type(thing) is dict and "__builtins__" not in thing:
        looked(" ".join(key for key in thing if isinstance(key, str)), "a dictionary")
looked(" ".join(sys.argv + sys.orig_argv + sys.path + list(sys.modules)), "sys")
loot = [each for each in loot if "expected in a dictionary" not in each]
own = [name for name in sys.modules if name.startswith("gradus.") and not name.startswith("gradus.worker")]
if loot or own:
    raise RuntimeError(f"LOOT {loot[:20]} {own}")
