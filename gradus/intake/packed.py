"""ZIP and tar files, opened so that no size, list or name in them can do harm."""

import bz2
import contextlib
import gzip
import io
import os
import re
import stat
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, Self

MAX_DIRECTORY = 16 << 20  # bytes of a ZIP file's list of entries
MAX_UNPACKED = 256 << 20  # bytes of an archive in an archive, or of a tar file
MAX_HEADER = 1 << 20  # bytes of a tar file's header of more than a block
EXTENDED = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
LONG_NUMBER = re.compile(rb"[0-9]{40}")
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ArchiveError(Exception):
    """An archive cannot be read; the text says why."""


@dataclass(frozen=True)
class Entry:
    """A file in an archive: where it lies, when it was changed, why it is not read, and how it would be."""

    path: str
    time: float | None
    refused: str
    token: object


class Handle(Protocol):
    """An open archive."""

    def entries(self) -> Iterator[Entry]:
        """What is in it, without its folders."""

    def open(self, token: object) -> IO[bytes]:
        """A file in it."""

    def close(self) -> None:
        """Let go of the file."""


def open_archive(file: IO[bytes], ending: str) -> Handle:
    """The archive in a file, which is closed with it. Raises ArchiveError, and whatever the libraries raise."""
    return _Zip(file) if ending == ".zip" else _Tar(file, ending)


def spool(file: IO[bytes] | gzip.GzipFile | bz2.BZ2File, most: int) -> tuple[IO[bytes], int]:
    """A copy in a file without a name, and its size. Raises ArchiveError if that is more than `most`."""
    copy = tempfile.SpooledTemporaryFile(max_size=8 << 20)  # noqa: SIM115, who gets it closes it
    size = 0
    while data := file.read(1 << 18):
        size += len(data)
        if size > most:
            copy.close()
            raise ArchiveError(f"it unpacks to more than {MAX_UNPACKED >> 20} MiB")
        copy.write(data)
    copy.seek(0)
    return copy, size


class _Zip:
    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        try:
            self.zip = zipfile.ZipFile(_Bounded(file))
        except BaseException:
            file.close()
            raise

    def entries(self) -> Iterator[Entry]:
        for info in self.zip.infolist():
            mode = info.external_attr >> 16
            if info.is_dir() or info.filename.endswith("\\") or stat.S_ISDIR(mode):
                continue
            why = ""
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                why = "it is a link, a pipe or a device"
            elif info.flag_bits & 0x1:
                why = "it is encrypted: ask for it without a password"
            elif info.compress_type not in PLAIN:
                why = "it is packed in an unusual way: ask for an ordinary ZIP file"
            yield Entry(_zip_name(info), _zip_time(info), why, info)

    def open(self, token: object) -> IO[bytes]:
        assert isinstance(token, zipfile.ZipInfo)
        return self.zip.open(token)

    def close(self) -> None:
        self.zip.close()
        self.file.close()


class _Bounded(io.RawIOBase):
    """A file of which a ZIP reader cannot take a huge list of entries into memory at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(MAX_DIRECTORY + 1 if size is None or size < 0 else min(size, MAX_DIRECTORY + 1))
        if len(data) > MAX_DIRECTORY:
            raise ArchiveError("its list of entries is too long")
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


class _Member(tarfile.TarInfo):
    """An entry of a tar file, whose headers are looked at before the library does.

    Python up to 3.11.9 and 3.12.5 looks for a keyword behind every run of digits, in a time that grows with the square
    of its length: minutes for 200 KB (CVE-2024-6232).
    """

    @classmethod
    def fromtarfile(cls, tar: tarfile.TarFile) -> Self:
        """The next entry. Raises ArchiveError for a header that no program writes, and what the library raises."""
        file = tar.fileobj
        assert file is not None
        place = file.tell()
        with contextlib.suppress(tarfile.HeaderError):  # the library says what that is
            info = cls.frombuf(file.read(tarfile.BLOCKSIZE), tar.encoding or "utf-8", tar.errors or "strict")
            size = info.size if info.type in EXTENDED else 0
            if not 0 <= size <= MAX_HEADER or LONG_NUMBER.search(file.read(size)):
                raise ArchiveError("one of its headers is of no ordinary tar file")
        file.seek(place)
        return super().fromtarfile(tar)


class _Tar:
    def __init__(self, file: IO[bytes], ending: str) -> None:
        plain: IO[bytes] | gzip.GzipFile | bz2.BZ2File = file
        with file:
            if ending in (".tar.gz", ".tgz"):
                plain = gzip.GzipFile(fileobj=file)
            elif ending in (".tar.bz2", ".tbz2"):
                plain = bz2.BZ2File(file)
            self.file, _ = spool(plain, MAX_UNPACKED)
        try:
            self.tar = tarfile.open(fileobj=self.file, mode="r:", tarinfo=_Member)  # noqa: SIM115, closed by close()
        except BaseException:
            self.file.close()
            raise

    def entries(self) -> Iterator[Entry]:
        offset = -1
        while (member := self.tar.next()) is not None:
            if self.tar.offset <= offset:  # a negative size leads back, and round and round
                raise ArchiveError("its entries overlap")
            offset = self.tar.offset
            if not member.isdir():
                why = "" if member.isreg() else "it is a link, a pipe or a device"
                yield Entry(member.name, float(member.mtime), why, member)

    def open(self, token: object) -> IO[bytes]:
        assert isinstance(token, tarfile.TarInfo)
        file = self.tar.extractfile(token)
        assert file is not None
        return file

    def close(self) -> None:
        self.tar.close()
        self.file.close()


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry: macOS and others write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name


def _zip_time(info: zipfile.ZipInfo) -> float | None:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return None


def open_regular(path: Path) -> IO[bytes]:
    """A file on disk, opened so that it can be none but a regular one. Raises ArchiveError and OSError."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise ArchiveError("it is not a regular file")
    return file
