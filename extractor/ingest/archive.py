"""ZIP containers of office files, measured before anything is unpacked."""

import io
import zipfile
from collections.abc import Sequence

from extractor.errors import TooLargeError, UnreadableFileError
from extractor.ingest.limits import MEBIBYTE, Limits

_END_RECORD = b"PK\x05\x06"
_END_RECORD_SIZE = 22
_MAX_COMMENT = 65_535
_MAX_DIRECTORY = 4 * MEBIBYTE


def member_names(data: bytes) -> frozenset[str]:
    """Names of the members. Raises TooLargeError, UnreadableFileError; unpacks nothing."""
    return frozenset(entry.filename for entry in _entries(data))


def check_archive(data: bytes, limits: Limits) -> None:
    """Refuse what would unpack to too much. Raises TooLargeError, UnreadableFileError."""
    check_entries(_entries(data), len(data), limits)


def check_entries(entries: Sequence[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    """Refuse members of an archive of `packed` bytes that would unpack to too much, by the sizes
    that its directory declares.

    No reader gets more bytes of a member than it declares, so a lie cannot pass here.
    Raises TooLargeError.
    """
    if len(entries) > limits.max_entries:
        raise TooLargeError(
            f"压缩包内文件过多 ({len(entries)} > {limits.max_entries})。 "
            f"The archive has {len(entries)} members, limit {limits.max_entries}."
        )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.max_unpacked_bytes:
        raise TooLargeError(
            f"解压后过大 ({unpacked} 字节)。 "
            f"It unpacks to {unpacked} bytes, limit {limits.max_unpacked_bytes}."
        )
    if unpacked > 16 * MEBIBYTE and unpacked > limits.max_unpacked_ratio * packed:
        raise TooLargeError(
            f"压缩比异常。 It unpacks to more than {limits.max_unpacked_ratio:g} times its size."
        )


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    start = data.rfind(_END_RECORD, max(0, len(data) - _MAX_COMMENT - _END_RECORD_SIZE))
    if start < 0 or len(data) < start + _END_RECORD_SIZE:
        raise UnreadableFileError("压缩结构不完整。 The container is cut off.")
    if int.from_bytes(data[start + 12 : start + 16], "little") > _MAX_DIRECTORY:
        raise TooLargeError("压缩包目录过大。 The directory of the archive is too large.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise UnreadableFileError(f"压缩结构损坏。 The container is damaged: {error}") from error
