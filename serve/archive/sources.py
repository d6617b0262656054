"""Walking a source lazily: a folder, a pattern, a list of names, a ZIP or TAR, a bucket.

Nothing is listed in memory: ten million files of a folder tree are walked with the names of one
folder a level at most. ZIP and TAR files that lie in a folder are opened, too.
"""

import glob
import os
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import local
from typing import IO

from serve.archive.buckets import is_bucket, walk_bucket
from serve.archive.places import MEMBER, Found, Unreachable, Walk, is_hidden, last_part
from serve.errors import ArchiveSourceError

_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError)
_BROKEN_TAR = (tarfile.TarError, zlib.error, EOFError, ValueError)
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others take memory as the file says
_ENCRYPTED = 1
_MOST_MEMBERS = 5_000_000
_LIST = "@"


def walk(source: str, excluded: Path | None = None) -> Walk:
    """The files of a source.

    Args:
        source: a folder, a file, a pattern with `*`, `s3://bucket/prefix`, `@FILE` with a name a
            line, or `-` for such lines on standard input.
        excluded: a folder that is no part of it, as that of the results.
    Raises:
        ArchiveSourceError: there is no such source.
    """
    if is_bucket(source):
        return walk_bucket(source)
    if source == "-":
        return _walk_names(sys.stdin, excluded)
    if source.startswith(_LIST):
        if not Path(source[1:]).is_file():
            raise ArchiveSourceError(f"{source[1:]}: 不存在。 There is no such list.")
        return _walk_list(Path(source[1:]), excluded)
    path = Path(source)
    if path.exists():
        return _walk_path(path, excluded)
    if glob.has_magic(source):
        return _walk_names(glob.iglob(source, recursive=True), excluded)
    raise ArchiveSourceError(f"{source}: 不存在。 There is no such file or folder.")


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
        elif not Path(name).exists():
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
                    elif entry.is_file():
                        yield from _walk_file(Path(entry.path))
        except OSError as error:
            yield Unreachable(str(here), str(error.strerror))


def _walk_file(path: Path) -> Walk:
    """The file itself, or the members of an archive."""
    try:
        if path.name.lower().endswith(_TARS):
            yield from _walk_tar(path)
        elif path.name.lower().endswith(".zip"):
            yield from _walk_zip(path)
        else:
            status = path.stat()
            opened: Callable[[], IO[bytes]] = lambda: path.open("rb")  # noqa: E731
            yield Found(str(path), path.name, status.st_size, status.st_mtime, opened)
    except OSError as error:
        yield Unreachable(str(path), str(error.strerror))


def _walk_zip(path: Path) -> Walk:
    modified = path.stat().st_mtime
    archive = OpenZip(path)
    try:
        members = archive.members()
    except _BROKEN_ZIP as error:
        yield Unreachable(str(path), f"压缩包损坏。 The archive is damaged: {error}")
        return
    for member in members:
        yield from _zip_member(archive, member, modified)


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
        archive = zipfile.ZipFile(self.path)
        _shelf.newest = (self, archive)
        return archive


def _zip_member(
    archive: OpenZip, member: zipfile.ZipInfo, modified: float
) -> Iterator[Found | Unreachable]:
    """Paths of members are names and nothing else: nothing is ever written under them."""
    if member.is_dir() or any(map(is_hidden, member.filename.split("/"))):
        return
    uri = f"{archive.path}{MEMBER}{member.filename}"
    if member.flag_bits & _ENCRYPTED:
        yield Unreachable(uri, "压缩包内文件有密码。 The member needs a password.")
    elif member.compress_type not in _METHODS:
        yield Unreachable(uri, "不支持此压缩方式。 The member is not stored or deflated.")
    else:
        name = last_part(member.filename)
        yield Found(uri, name, member.file_size, modified, lambda: archive.open(member))


def _walk_tar(path: Path) -> Walk:
    """As a stream: each member is there until the next is asked for. Links, devices and the like
    are no files."""
    modified = path.stat().st_mtime
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                if not member.isfile() or any(map(is_hidden, member.name.split("/"))):
                    continue
                stream = archive.extractfile(member)
                if stream is not None:
                    yield _tar_member(path, member, modified, stream)
    except _BROKEN_TAR as error:
        yield Unreachable(str(path), f"压缩包损坏。 The archive is damaged: {error}")


def _tar_member(path: Path, member: tarfile.TarInfo, modified: float, stream: IO[bytes]) -> Found:
    uri = f"{path}{MEMBER}{member.name}"
    return Found(uri, last_part(member.name), member.size, modified, lambda: stream, lasts=False)
