"""The documents that were judged, byte for byte, by their SHA-256: whoever learns reads them again.

originals/3f/3fa2c9…        a file, as it came; a hard link where the disk can make one
"""

import hashlib
import os
import re
import shutil
from pathlib import Path

from annotations.errors import UnknownOriginalError
from annotations.folders import sync_folder, write_whole

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Originals:
    """The originals of a folder, which is made when something is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes) -> str:
        """Keep a document; its SHA-256 in hex. Raises OSError."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.path(sha256).is_file():
            write_whole(self.path(sha256), data)
        return sha256

    def keep_file(self, path: Path, sha256: str) -> None:
        """Keep a file that nobody changes (of a store of blobs): linked, or else copied.

        Raises UnknownOriginalError where `sha256` is none, OSError.
        """
        target = self.path(sha256)
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{sha256}.{os.getpid()}.part")
        beside.unlink(missing_ok=True)
        try:
            try:
                os.link(path, beside)
            except OSError:  # another disk, or one without links
                shutil.copyfile(path, beside)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(target.parent)

    def get(self, sha256: str) -> bytes:
        """A document. Raises UnknownOriginalError where it is not kept, or has changed."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise UnknownOriginalError(sha256[:12]) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise UnknownOriginalError(f"{sha256[:12]}: 内容已变。 It has changed.")
        return data

    def path(self, sha256: str) -> Path:
        """Where a document lies, or would. Raises UnknownOriginalError for what is no SHA-256."""
        if not _SHA256.fullmatch(sha256):
            raise UnknownOriginalError(sha256[:64])
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether a document is kept."""
        return bool(_SHA256.fullmatch(sha256)) and self.path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        """Keep a document no longer, nor what somebody who was killed began to keep of it; nothing
        happens where it is not kept."""
        if _SHA256.fullmatch(sha256):
            path = self.path(sha256)
            for part in path.parent.glob(f".{sha256}.*"):
                part.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
