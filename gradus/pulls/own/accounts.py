"""Another account of this machine, which runs students' code and has no secret."""

import os
import re
import shutil

from gradus.core.text import one_line

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")


class AccountError(Exception):
    """An account cannot be used for grading; the text says why, and what to do."""


def home(name: str) -> str:
    """The home of an account. Raises AccountError if there is none of that name, or if it is not another one."""
    import pwd  # which Windows does not have

    try:
        known = pwd.getpwnam(name) if NAME.fullmatch(name) else None
    except KeyError:
        known = None
    if known is None:
        make = "sudo useradd --system --shell /usr/sbin/nologin NAME"
        raise AccountError(f"--grade-as: there is no account {one_line(name) or '(empty)'} here. Type: {make}")
    if known.pw_uid in (0, os.geteuid()):
        who = "root" if known.pw_uid == 0 else "the account that runs this"
        raise AccountError(f"--grade-as {name} is {who}: name one that can read neither key nor ledger.")
    return known.pw_dir


def switch(name: str) -> list[str]:
    """The words before a command that is to run as another account. Raises AccountError if this account may not."""
    home(name)
    program = "runuser" if os.geteuid() == 0 else "sudo"
    if not (found := shutil.which(program)):
        raise AccountError(f"--grade-as {name} needs {program}, which is not installed.")
    return [found, "-u", name, "--"] if program == "runuser" else [found, "-n", "-u", name, "--"]
