"""Whole corrected forms, by the id of the submission that they belong to.

A judgement of the review page leaves a whole form, which need not be put together from its
corrections. `truths/3f/3fa2c9….json.z` is the form of the contract, zlib.
"""

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotations.errors import StoreLineError
from annotations.folders import write_whole
from extractor.export.json_text import object_to_json_line

JsonObject = dict[str, Any]

_IDENTITY = re.compile(r"[0-9a-f]{24}")
_SUFFIX = ".json.z"
_PACKING = 6  # of zlib


class TruthStore:
    """The forms of a folder, one file each; the folder is made when one is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, submission: str, form: JsonObject) -> None:
        """Keep the form of a submission. Raises OSError."""
        text = object_to_json_line(form).encode()
        write_whole(self._path(submission), zlib.compress(text, _PACKING))

    def get(self, submission: str) -> JsonObject | None:
        """The form of a submission; None where none is kept. Raises StoreLineError."""
        path = self._path(submission)
        try:
            form: JsonObject = json.loads(zlib.decompress(path.read_bytes()))
        except FileNotFoundError:
            return None
        except (ValueError, zlib.error) as error:
            raise StoreLineError(f"{path.name}: {error!r}") from error
        return form

    def remove(self, submission: str) -> None:
        """Keep the form of a submission no longer, nor what somebody who was killed wrote of it;
        nothing happens where none is kept."""
        path = self._path(submission)
        for part in path.parent.glob(f".{submission}.*"):
            part.unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    def ids(self) -> Iterator[str]:
        """Ids of all submissions whose form is kept, in order."""
        if self.folder.is_dir():
            yield from sorted(p.name[: -len(_SUFFIX)] for p in self.folder.glob(f"??/*{_SUFFIX}"))

    def _path(self, submission: str) -> Path:
        if not _IDENTITY.fullmatch(submission):
            raise StoreLineError(submission[:64])
        return self.folder / submission[:2] / f"{submission}{_SUFFIX}"
