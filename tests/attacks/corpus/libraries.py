"""Tries to look at the libraries of the machine."""

import glob
import os


def attempt():
    try:
        folders = [folder for top in ("/lib", "/lib64", "/usr/lib", "/usr/lib64") for folder in glob.glob(top + "/*-linux-gnu*") + [top]]
        return any(len(os.listdir(folder)) > 150 for folder in folders if os.path.isdir(folder))
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT libraries")
