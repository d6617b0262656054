"""Members of ZIP and TAR files: what is claimed of them is checked before it is believed."""

import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import local
from typing import IO, Self

from serve.archive.places import MEMBER, Found, Unreachable, Walk, is_hidden, last_part
from serve.archive.regular_files import open_regular
from serve.archive.xz_stream import XzStream, is_xz
from serve.settings import MEBIBYTE

_BROKEN = (
    *(zlib.error, struct.error, EOFError, RuntimeError, ValueError, OverflowError, IndexError),
    *(zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError),
)  # NotImplementedError and RecursionError are RuntimeErrors
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others take memory as the file says
_ENCRYPTED = 1
_LARGEST_DIRECTORY = 64 * MEBIBYTE  # some 700,000 members, at most 1.4 million
_MAGIC_BYTES = 8
_LARGEST = 2**62  # bytes that a member may claim
_DENSEST = 1100  # bytes of members for a byte of their archive; deflate packs 1032 at best
_UNASKED = 2**30  # bytes of members that need no such excuse
_LONGEST_HEADER = 2**20
_HEADERS_WITH_DATA = (
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
)


def walk_zip(path: Path) -> Walk:
    """The members of a ZIP file. Raises OSError."""
    modified = path.stat().st_mtime
    archive = OpenZip(path)
    try:
        members = archive.members()
    except _BROKEN as error:
        yield Unreachable(str(path), _why(error))
        return
    names = _Names()
    for member in members:
        yield from _zip_member(archive, member, names.new(member.filename), modified)


class ArchiveTooLargeError(ValueError):
    """An archive that is not damaged, but takes too much to be read."""


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
        with open_regular(self.path) as file:
            _check_directory(file)
        archive = zipfile.ZipFile(self.path)
        _shelf.newest = (self, archive)
        return archive


def _check_directory(file: IO[bytes]) -> None:
    """A directory is taken into memory at once, some ten times its size. It is found as ZipFile
    finds it, which must not be misled otherwise. Raises ArchiveTooLargeError."""
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    size = end[zipfile._ECD_SIZE] if end else 0  # type: ignore[attr-defined]
    if size > _LARGEST_DIRECTORY:
        mebibytes = _LARGEST_DIRECTORY // MEBIBYTE
        raise ArchiveTooLargeError(
            f"目录超过 {mebibytes} MiB，请拆分。 Its directory is over {mebibytes} MiB: split it."
        )


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


def walk_tar(path: Path) -> Walk:
    """The members of a TAR file, as a stream: each is there until the next is asked for. Links,
    devices and the like are no files. Raises OSError."""
    status, names, unpacked = path.stat(), _Names(), 0
    try:
        with open_regular(path) as file, _open_tar(file) as archive:
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
        yield Unreachable(str(path), _why(error))


def _why(error: Exception) -> str:
    if isinstance(error, ArchiveTooLargeError):
        return str(error)
    if isinstance(error, lzma.LZMAError) and "limit" in str(error):
        return "解压需要过多内存，请重新打包。 Unpacking takes too much memory: pack it again."
    return f"压缩包损坏。 The archive is damaged: {error}"


def _open_tar(file: IO[bytes]) -> tarfile.TarFile:
    start = file.read(_MAGIC_BYTES)
    file.seek(0)
    if is_xz(start):
        stream = io.BufferedReader(XzStream(file))
        return tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member)
    return tarfile.open(fileobj=file, mode="r|*", tarinfo=_Member)


def _tar_member(uri: str, member: tarfile.TarInfo, modified: float, stream: IO[bytes]) -> Found:
    return Found(uri, last_part(member.name), member.size, modified, lambda: stream, lasts=False)
