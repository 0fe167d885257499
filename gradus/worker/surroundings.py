"""What a Python that students know has, and a worker's would lack: site's built-ins, a console, a user.

Also what it refuses, in words, wherever it runs: code that fails when it is graded officially fails at home, too.
"""

import contextlib
import functools
import importlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

WHY = "graded code has no other programs, no network, and no files but its own"


def prepare() -> None:
    """Make this process such a Python."""
    import site  # it does nothing by itself: Python runs with -S

    site.setquit()
    site.setcopyright()
    site.sethelper()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Line by line: what is printed before an endless loop is shown, too.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    os.getlogin = _login
    for module, functions in _LOOK_UPS.items():
        with contextlib.suppress(ImportError):
            _answer(importlib.import_module(module), functions)
    os.system = _no_shell
    for name in ("nice", "setpriority"):
        if hasattr(os, name):
            setattr(os, name, _not_permitted)


def forget_machine() -> None:
    """Have the command line and Python's build settings not name the folders that the grader's machine has."""
    del sys.orig_argv[1:]
    with contextlib.suppress(Exception):  # no part of Python that anybody promises
        import sysconfig

        settings = importlib.import_module(sysconfig._get_sysconfigdata_name()).build_time_vars  # type: ignore[attr-defined]
        prefix = settings["prefix"]
        for name, value in settings.items():
            if isinstance(value, str):
                settings[name] = value.replace(prefix, sys.base_prefix)


def _login() -> str:
    """The name of who is logged in."""
    return os.environ.get("LOGNAME", "student")


# What looks a user or a group up, with the place of its number or its name in the record.
_LOOK_UPS = {"pwd": {"getpwuid": 2, "getpwnam": 0}, "grp": {"getgrgid": 2, "getgrnam": 0}}


def _answer(module: Any, functions: dict[str, int]) -> None:
    """Have the functions of `pwd` or `grp` answer for this process where there is no table of users."""
    name, home = _login(), os.environ.get("HOME", "/")
    if module.__name__ == "pwd":
        record = module.struct_passwd((name, "x", os.getuid(), os.getgid(), name.title(), home, "/bin/sh"))
    else:
        record = module.struct_group((name, "x", os.getgid(), []))

    def answering(original: Callable[[Any], Any], place: int) -> Callable[[Any], Any]:
        @functools.wraps(original)
        def look_up(key: Any) -> Any:
            try:
                return original(key)
            except KeyError:
                if key == record[place]:
                    return record
                raise

        return look_up

    for function, place in functions.items():
        setattr(module, function, answering(getattr(module, function), place))


def _no_shell(command: Any) -> int:
    """Run nothing, as where there is no shell."""
    print("os.system ran nothing: " + WHY)
    return -1


# What is refused, by the names of Python's audit events. This protects nothing: in a sandbox, the kernel refuses it.

_PROCESSES = (
    "subprocess.Popen os.fork os.forkpty os.exec os.posix_spawn os.spawn os.startfile os.startfile/2 pty.spawn "
    "_winapi.CreateProcess"
).split()
_NAMES = "socket.getaddrinfo socket.gethostbyname socket.gethostbyaddr socket.getnameinfo".split()
_NEVER = (
    "os.chmod os.chown os.lchown os.utime os.symlink os.link os.setxattr os.removexattr os.mkfifo os.chroot".split()
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def refuse(files: "Files") -> None:
    """From now on, refuse processes, the network, and all but these files, with an OSError."""
    handlers: dict[str, Callable[..., None]] = dict.fromkeys(_PROCESSES + _NEVER, _not_permitted)
    handlers |= dict.fromkeys(_NAMES, _no_names)
    handlers |= {"socket.__new__": _no_socket, "os.kill": _own_process, "os.killpg": _not_permitted}
    handlers |= {"resource.setrlimit": _no_limits, "resource.prlimit": _no_limits}
    handlers |= {"open": files.opened, "sqlite3.connect": files.written, "os.truncate": files.written}
    handlers |= dict.fromkeys(("os.listdir", "os.scandir"), files.listed) | {"os.chdir": files.read}
    handlers |= dict.fromkeys(("os.mkdir", "os.rmdir", "os.remove"), files.changed)
    handlers["os.rename"] = files.renamed

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if handler := handlers.get(event):
            handler(*arguments)

    sys.addaudithook(hook)
    with contextlib.suppress(ImportError):
        import _posixsubprocess  # multiprocessing starts processes with it, without an event

        _posixsubprocess.fork_exec = _not_permitted  # type: ignore[assignment]


def _not_permitted(*_: Any) -> None:
    raise PermissionError(1, f"Operation not permitted: {WHY}")


def _no_names(*_: Any) -> None:
    raise sys.modules["_socket"].gaierror(-3, f"Temporary failure in name resolution: {WHY}")


def _no_socket(*_: Any) -> None:
    frame = sys._getframe(2)
    if frame.f_code.co_name != "__init__" or frame.f_locals.get("fileno") is None:  # of a pair, which is permitted
        _not_permitted()


def _own_process(pid: Any, *_: Any) -> None:
    if pid != os.getpid():
        _not_permitted()


def _no_limits(*_: Any) -> None:
    raise ValueError("not allowed to raise maximum limit")


class Files:
    """The files that a worker can read, beneath some folders, and those that it can write."""

    def __init__(self, readable: Sequence[str], writable: Sequence[str]) -> None:
        self.writable = tuple(map(_folder, writable))
        self.readable = (*map(_folder, readable), *self.writable)

    def opened(self, path: Any, mode: Any, flags: Any) -> None:
        writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool(flags & _WRITING)
        if writes:
            self.written(path)
        else:
            self.read(path)

    def listed(self, path: Any = None) -> None:
        if isinstance(path, (str, bytes)) and not _beneath(path, self.readable):
            raise PermissionError(13, f"Permission denied: {WHY}", path)

    def read(self, path: Any) -> None:
        if isinstance(path, (str, bytes)) and not _beneath(path, self.readable):
            raise FileNotFoundError(2, f"No such file or directory: {WHY}", path)

    def written(self, path: Any, *_: Any) -> None:
        if isinstance(path, (str, bytes)) and path != ":memory:" and not _beneath(path, self.writable):
            raise PermissionError(13, f"Permission denied: {WHY}", path)

    def changed(self, path: Any, *rest: Any) -> None:
        if rest[-1:] in ((), (-1,)):  # else it is relative to a folder that was opened
            self.written(path)

    def renamed(self, source: Any, target: Any, *rest: Any) -> None:
        self.changed(source, *rest[:1])
        self.changed(target, *rest[1:])


def _folder(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def _beneath(path: str | bytes, folders: Sequence[str]) -> bool:
    real = _folder(os.fsdecode(path))
    return any(real == folder or real.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)
