"""Tries to look at what is installed on the machine besides Python."""

import os


def attempt():
    try:
        places = "/bin/sh /usr/bin/env /usr/share /usr/include /usr/local /etc/passwd /etc/hostname /etc/os-release /var /opt /srv /tmp"
        return any(os.path.exists(place) for place in places.split())
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT system_files")
