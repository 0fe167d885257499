"""Tries to lift what the worker refuses in Python, to import, read and start more: only the walls of the sandbox count."""

import builtins
import ctypes
import gc
import importlib
import importlib.machinery
import importlib.util
import os
import sys
import threading

loot = []
guarded = builtins.__import__
builtins.__import__ = getattr(guarded, "__globals__", {}).get("_import", guarded)
sys.meta_path[:] = [each for each in sys.meta_path if each.__module__ == "_frozen_importlib"]
sys.meta_path.append(importlib.machinery.PathFinder)
for thing in gc.get_objects():
    if type(thing).__name__ == "Files":
        thing.readable = thing.writable = ("/",)
    elif type(thing) is dict and "subprocess.Popen" in thing and "os.fork" in thing:
        thing.clear()
globals()["__name__"] = "gradus.worker.server"
importlib.invalidate_caches()
for name in "sklearn scipy pytest rich gradus.grading graders solutions".split():
    try:
        importlib.import_module(name)
        loot.append(name)
    except ImportError:
        pass
for path in ("/etc/shadow", "/the/course/course.toml", "/proc/self/environ"):
    try:
        open(path).close()
        loot.append(path)
    except OSError:
        pass
for start in (os.fork, lambda: os.posix_spawn("/bin/true", ["true"], {}), lambda: ctypes.CDLL(None).fork() + 1):
    try:
        if start():
            loot.append("a process")
    except OSError:
        pass
threading.Thread(target=len, args=("",)).start()
__name__ = "exercises.calculus.derivatives"
if loot:
    raise RuntimeError(f"LOOT {loot}")
