"""Walking a source lazily: a folder, a pattern, a list of names, a ZIP or TAR, a bucket.

Nothing is listed in memory: ten million files of a folder tree are walked with the names of one
folder a level at most. ZIP and TAR files that lie in a folder are opened, too.
"""

import glob
import os
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from threading import local
from typing import IO, Self

from serve.archive.buckets import is_bucket, walk_bucket
from serve.archive.places import MEMBER, Found, Unreachable, Walk, is_hidden, last_part
from serve.errors import ArchiveSourceError

_BROKEN = (
    *(zlib.error, struct.error, EOFError, RuntimeError, ValueError, OverflowError, IndexError),
    *(zipfile.BadZipFile, tarfile.TarError),
)  # NotImplementedError and RecursionError are RuntimeErrors
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_ARCHIVES = (*_TARS, ".zip")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others take memory as the file says
_ENCRYPTED = 1
_MOST_MEMBERS = 5_000_000
_LARGEST = 2**62  # bytes that a member may claim
_DENSEST = 1100  # bytes of members for a byte of their archive; deflate packs 1032 at best
_UNASKED = 2**30  # bytes of members that need no such excuse
_LONGEST_HEADER = 2**20
_HEADERS_WITH_DATA = (
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
)
_LIST = "@"


def walk(source: str, excluded: str | Path | None = None) -> Walk:
    """The files of a source.

    Args:
        source: a folder, a file, a pattern with `*`, `s3://bucket/prefix`, `@FILE` with a name a
            line, or `-` for such lines on standard input.
        excluded: a folder or bucket that is no part of it, as that of the results.
    Raises:
        ArchiveSourceError: there is no such source.
    """
    outside = _Outside(str(excluded or ""))
    return outside.of(_walk(source, outside.folder))


def _walk(source: str, excluded: Path | None) -> Walk:
    if is_bucket(source):
        return walk_bucket(source)
    if source == "-":
        return _walk_names(sys.stdin, excluded)
    if source.startswith(_LIST):
        if not os.path.isfile(source[1:]):
            raise ArchiveSourceError(f"{source[1:]}: 不存在。 There is no such list.")
        return _walk_list(Path(source[1:]), excluded)
    path = Path(source)
    if os.path.exists(path):  # Path.exists raises where a name is too long, or not to be looked up
        if excluded and excluded.resolve() in (path.resolve(), *path.resolve().parents):
            raise ArchiveSourceError(f"{source}: 来源在目标之中。 It lies where the results go.")
        return _walk_path(path, excluded)
    if glob.has_magic(source):
        return _walk_names(_of_pattern(source), excluded)
    raise ArchiveSourceError(f"{source}: 不存在。 There is no such file or folder.")


class _Outside:
    """What does not lie where the results go, or the next run would read them."""

    def __init__(self, excluded: str) -> None:
        self._bucket = excluded.rstrip("/") + "/" if is_bucket(excluded) else ""
        self.folder = Path(excluded) if excluded and not self._bucket else None
        self._below = f"{excluded.rstrip('/')}/" if self.folder else ""

    def of(self, walk: Walk) -> Walk:
        """The files that are there, without those."""
        excluded = tuple(name for name in (self._bucket, self._below) if name)
        for found in walk:
            if not (excluded and found.uri.startswith(excluded)):
                yield found


def _of_pattern(pattern: str) -> Iterator[str]:
    """The files of a pattern; folders, too, unless it names what is below them itself."""
    for name in glob.iglob(pattern, recursive=True):
        if "**" not in pattern or not Path(name).is_dir():
            yield name


def _walk_list(path: Path, excluded: Path | None) -> Walk:
    with path.open(encoding="utf-8", errors="surrogateescape") as lines:
        yield from _walk_names(lines, excluded)


def _walk_names(names: Iterable[str], excluded: Path | None) -> Walk:
    for line in names:
        name = line.rstrip("\r\n")
        if not name.strip():
            continue
        if is_bucket(name):
            yield from walk_bucket(name)
        elif not os.path.exists(name):
            yield Unreachable(name, "不存在。 There is no such file.")
        else:
            yield from _walk_path(Path(name), excluded)


def _walk_path(path: Path, excluded: Path | None) -> Walk:
    if path.is_dir():
        return _walk_folder(path, excluded.resolve() if excluded else None)
    return _walk_file(path)


def _walk_folder(folder: Path, excluded: Path | None) -> Walk:
    """Files of a folder and of those below it; links to folders are not followed, for they may lead
    back."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        if excluded is not None and here.resolve() == excluded:
            continue
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if is_hidden(entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif not (entry.is_symlink() and os.path.isdir(entry.path)):
                        yield from _walk_entry(entry)
        except OSError as error:
            yield Unreachable(str(here), _why(error))


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def _walk_entry(entry: os.DirEntry[str]) -> Walk:
    """As `_walk_file`, for the hundred thousand that are known and only counted."""
    if entry.name.lower().endswith(_ARCHIVES):
        yield from _walk_file(Path(entry.path))
        return
    try:
        yield _plain(entry.path, entry.name, entry.stat())
    except OSError as error:
        yield Unreachable(entry.path, _why(error))


def _plain(path: str, name: str, status: os.stat_result) -> Found:
    _check_regular(status)
    return Found(path, name, status.st_size, status.st_mtime, partial(_open_regular, path))


def _open_regular(path: str | Path) -> IO[bytes]:
    """A pipe or a device in place of a file would be waited for, or have no end. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        _check_regular(os.fstat(handle))
    except OSError:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def _check_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError("不是文件，而是管道、设备等。 No file, but a pipe, device or the like.")


def _walk_file(path: Path) -> Walk:
    """The file itself, or the members of an archive."""
    try:
        status = path.stat()
        _check_regular(status)
        if path.name.lower().endswith(_TARS):
            yield from _walk_tar(path)
        elif path.name.lower().endswith(".zip"):
            yield from _walk_zip(path)
        else:
            yield _plain(str(path), path.name, status)
    except OSError as error:
        yield Unreachable(str(path), _why(error))


def _walk_zip(path: Path) -> Walk:
    modified = path.stat().st_mtime
    archive = OpenZip(path)
    try:
        members = archive.members()
    except _BROKEN as error:
        yield Unreachable(str(path), f"压缩包损坏。 The archive is damaged: {error}")
        return
    names = _Names()
    for member in members:
        yield from _zip_member(archive, member, names.new(member.filename), modified)


class _Shelf(local):
    """The ZIP file that is open, of each thread."""

    newest: "tuple[OpenZip, zipfile.ZipFile] | None" = None


_shelf = _Shelf()


class OpenZip:
    """A ZIP file that is opened when a member is wanted; of all of them one is open at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def members(self) -> list[zipfile.ZipInfo]:
        """What it holds. Raises OSError, or an error of a damaged archive."""
        found = self._opened().infolist()
        if len(found) > _MOST_MEMBERS:
            raise ValueError(f"{len(found)} > {_MOST_MEMBERS}")
        if sum(member.compress_size for member in found) > self.path.stat().st_size:
            raise ValueError("its members overlap")
        return found

    def open(self, member: zipfile.ZipInfo) -> IO[bytes]:
        """The bytes of a member. Raises as `members`."""
        return self._opened().open(member)

    def _opened(self) -> zipfile.ZipFile:
        newest = _shelf.newest
        if newest is not None and newest[0] is self:
            return newest[1]
        if newest is not None:
            _shelf.newest = None
            newest[1].close()
        _check_regular(self.path.stat())
        archive = zipfile.ZipFile(self.path)
        _shelf.newest = (self, archive)
        return archive


def _zip_member(
    archive: OpenZip, member: zipfile.ZipInfo, name: str, modified: float
) -> Iterator[Found | Unreachable]:
    """Paths of members are names and nothing else: nothing is ever written under them."""
    if member.filename.endswith("/") or any(map(is_hidden, member.filename.split("/"))):
        return
    uri = f"{archive.path}{MEMBER}{name}"
    if member.file_size > _LARGEST:
        yield Unreachable(uri, "压缩包损坏。 The archive is damaged: a member without end.")
    elif member.flag_bits & _ENCRYPTED:
        yield Unreachable(uri, "压缩包内文件有密码。 The member needs a password.")
    elif member.compress_type not in _METHODS:
        yield Unreachable(uri, "不支持此压缩方式。 The member is not stored or deflated.")
    else:
        last = last_part(member.filename)
        yield Found(uri, last, member.file_size, modified, lambda: archive.open(member))


class _Names:
    """Names of members, those that come again numbered: they are other files."""

    def __init__(self) -> None:
        self._seen: set[int] = set()  # hashes: there may be millions
        self._again: Counter[str] = Counter()

    def new(self, name: str) -> str:
        """The name, with a number where it was given before."""
        if (digest := hash(name)) not in self._seen:
            self._seen.add(digest)
            return name
        self._again[name] += 1
        return f"{name}#{self._again[name] + 1}"


class _Member(tarfile.TarInfo):
    """A member of a TAR whose long names and the like are not so long that they fill the memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> Self:
        """Called for every header, to be overridden. Raises ReadError."""
        if self.type in _HEADERS_WITH_DATA and self.size > _LONGEST_HEADER:
            raise tarfile.ReadError(f"a header of {self.size} bytes")
        found: Self = super()._proc_member(archive)  # type: ignore[misc]
        return found


def _walk_tar(path: Path) -> Walk:
    """As a stream: each member is there until the next is asked for. Links, devices and the like
    are no files."""
    status, names, unpacked = path.stat(), _Names(), 0
    try:
        with _open_regular(path) as file, _open_tar(file) as archive:
            for member in archive:
                unpacked += member.size
                if unpacked > max(_UNASKED, _DENSEST * status.st_size):
                    raise tarfile.ReadError(f"{unpacked} bytes in {status.st_size}")
                if not member.isfile() or any(map(is_hidden, member.name.split("/"))):
                    continue
                stream = archive.extractfile(member)
                if stream is not None:
                    uri = f"{path}{MEMBER}{names.new(member.name)}"
                    yield _tar_member(uri, member, status.st_mtime, stream)
    except _BROKEN as error:
        yield Unreachable(str(path), f"压缩包损坏。 The archive is damaged: {error}")


def _open_tar(file: IO[bytes]) -> tarfile.TarFile:
    return tarfile.open(fileobj=file, mode="r|*", tarinfo=_Member)


def _tar_member(uri: str, member: tarfile.TarInfo, modified: float, stream: IO[bytes]) -> Found:
    return Found(uri, last_part(member.name), member.size, modified, lambda: stream, lasts=False)
