"""ZIP archives of forms: each member becomes a file of the staging folder, under a new name.

Paths of members are never used on the disk; their last part is kept as the name to show.
"""

import hashlib
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from extractor.errors import (
    EncryptedFileError,
    IngestError,
    JixiaoError,
    TooLargeError,
    UnreadableFileError,
    UnsupportedTypeError,
)
from extractor.ingest.archive import check_entries
from extractor.ingest.limits import MEBIBYTE, Limits
from extractor.ingest.sniff import MediaType, sniff
from serve.settings import Settings
from serve.store.intake import Arrival

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PDF = b"%PDF-"
_HEAD = MEBIBYTE
_TAIL = 4 * MEBIBYTE + 70_000  # the largest directory that is read, and its end record
_CHUNK = MEBIBYTE
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others take memory as the file says
_ENCRYPTED = 1  # bits of a member's flags
_UTF8 = 0x800
_MAX_NAME = 255
_JUNK_FOLDERS = ("__MACOSX/",)
_JUNK = frozenset((".ds_store", "thumbs.db", "desktop.ini"))
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that was not taken: its name to show, and why."""

    name: str
    reason: JixiaoError


def file_type(path: Path) -> MediaType | None:
    """What a file is by its bytes; None for a ZIP archive that is no office document.

    Raises IngestError for what is not read here.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_ZIP):
            return _container_type(path, head, file)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            head += file.read()  # old office programs name their content anywhere
    return sniff(head)


def unpack(path: Path, folder: Path, settings: Settings) -> Iterator[Arrival | Rejection]:
    """Every member of an archive as a file in `folder`, or why it is none.

    Raises TooLargeError where the archive is over a limit on members, bytes or their ratio,
    UnreadableFileError where it is damaged or empty; then nothing of it is taken.
    """
    with _BoundedFile(path, "rb") as file, closing(_open_archive(file)) as archive:
        members = [member for member in archive.infolist() if not _is_junk(member)]
        _check_limits(members, path.stat().st_size, settings)
        for number, member in enumerate(members):
            name = display_name(_member_name(member))
            try:
                yield _unpack_member(archive, member, folder / f"{path.name}-{number}", settings)
            except IngestError as error:
                yield Rejection(name, error)
            except _BROKEN as error:
                yield Rejection(name, _damaged(str(error)))


def display_name(text: str) -> str:
    """A name to show, without folders, control and direction characters; at most 255 long."""
    last = text.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(
        letter
        for letter in unicodedata.normalize("NFC", last)
        if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    ).strip()
    return _shortened(shown) if shown.strip(".") else "unnamed"


def decoded(raw: bytes, otherwise: str) -> str:
    """A name that does not say its encoding, in one of those that programs here write; `otherwise`
    where it is in none of them."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return otherwise


def _shortened(name: str) -> str:
    """At most 255 characters, with the ending that tells the type."""
    if len(name) <= _MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:_MAX_NAME]
    return stem[: _MAX_NAME - len(ending) - 1] + "." + ending


class _BoundedFile(io.FileIO):
    """A file of which nobody reads much at once: a directory of an archive is read whole, and takes
    twenty times its size."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As any file; raises TooLargeError for a directory over the limit."""
        if size is not None and size > _TAIL:
            raise TooLargeError("压缩包目录过大。 The archive has too many members.")
        return super().read(size) or b""


def _open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (*_BROKEN, OSError) as error:
        raise _damaged(str(error)) from error


def _container_type(path: Path, head: bytes, file: IO[bytes]) -> MediaType | None:
    """The type by the names of the members, which stand at the end: no need to read it all.

    A PDF that was put into the archive as it is does not make a PDF of the archive.
    """
    size = path.stat().st_size
    if size > _HEAD + _TAIL:
        file.seek(size - _TAIL)
    try:
        return sniff(head.replace(_PDF, b" " * len(_PDF)) + file.read())
    except UnsupportedTypeError:
        return None


def _unpack_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, settings: Settings
) -> Arrival:
    if member.flag_bits & _ENCRYPTED:
        raise EncryptedFileError("压缩包内文件有密码。 The member needs a password.")
    if member.compress_type not in _METHODS:
        raise UnsupportedTypeError("不支持此压缩方式。 The member is not stored or deflated.")
    if member.file_size > settings.max_upload_bytes:
        raise TooLargeError("压缩包内文件过大。 The member is over the limit on bytes.")
    hashed = hashlib.sha256()
    size = 0
    with archive.open(member) as source, path.open("wb") as target:
        while piece := source.read(_CHUNK):
            hashed.update(piece)
            size += target.write(piece)
    media_type = file_type(path)
    if media_type is None:
        path.unlink()
        raise UnsupportedTypeError("不支持嵌套的压缩包。 An archive in an archive is not read.")
    name = display_name(_member_name(member))
    return Arrival(path, hashed.hexdigest(), size, name, media_type.value)


def _check_limits(members: list[zipfile.ZipInfo], packed: int, settings: Settings) -> None:
    """Raise UnreadableFileError for no members, TooLargeError for too many or too large ones."""
    if not members:
        raise UnreadableFileError("压缩包内没有文件。 The archive holds no files.")
    limits = Limits(max_entries=settings.max_files, max_unpacked_bytes=settings.max_unpacked_bytes)
    check_entries(members, packed, limits)


def _is_junk(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    last = name.rpartition("/")[2].lower()
    return member.is_dir() or name.startswith(_JUNK_FOLDERS) or last in _JUNK


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name as its author saw it: programs that do not say UTF-8 wrote what they spoke."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    return decoded(raw, member.filename)


def _damaged(reason: str) -> UnreadableFileError:
    return UnreadableFileError(f"压缩包损坏。 The archive is damaged: {reason}")
