"""What was read and is not written yet: the rows of the next part of the tables."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from serve.archive.manifest import Known, Manifest, State
from serve.archive.parts import PartFiles
from serve.archive.places import Unreachable
from serve.archive.rows import record_rows
from serve.archive.runner import Fault, Outcome
from serve.archive.schema import Dataset
from serve.editing.changes import JsonObject
from serve.settings import MEBIBYTE


@dataclass(frozen=True, slots=True)
class Grain:
    """When a part is full: after so many documents, mebibytes of records, or seconds."""

    documents: int = 500
    mebibytes: float = 64.0
    seconds: float = 120.0


@dataclass(slots=True)
class Draft:
    """Rows of a part by table; `documents` are those in it, `seen` the names that lead to them or
    to documents of earlier parts."""

    rows: dict[Dataset, list[JsonObject]] = field(default_factory=dict)
    documents: dict[str, State] = field(default_factory=dict)
    seen: dict[str, Known] = field(default_factory=dict)
    bytes: int = 0
    since: float = field(default_factory=time.monotonic)

    def is_full(self, grain: Grain) -> bool:
        """Whether it is time to write it."""
        return (
            len(self.documents) >= grain.documents
            or len(self.seen) >= 20 * grain.documents
            or self.bytes >= grain.mebibytes * MEBIBYTE
            or time.monotonic() - self.since >= grain.seconds
        )

    def add(self, outcome: Outcome) -> JsonObject:
        """Add a document that was read or never can be; returns its row of `documents`."""
        item = outcome.item
        own = {"uri": item.uri, "name": item.name, "size": item.size}
        if outcome.record is None:
            document = {"sha256": item.sha256, "state": State.QUARANTINED.value} | own
            document |= _reason(outcome.fault)
            self._extend(Dataset.DOCUMENTS, [document])
        else:
            rows = record_rows(outcome.record)
            document = dict(rows[Dataset.DOCUMENTS][0]) | {"state": State.DONE.value} | own
            for dataset, found in rows.items():
                given = [document] if dataset is Dataset.DOCUMENTS else found
                self._extend(dataset, list(given))
            self.bytes += len(str(rows[Dataset.RECORDS][0]["record"]))
        is_read = outcome.record is not None
        self.documents[item.sha256] = State.DONE if is_read else State.QUARANTINED
        self.name(item.uri, Known(item.size, item.modified, item.sha256))
        return document

    def name(self, uri: str, seen: Known) -> None:
        """Note a file whose document is in the tables, or comes into this part."""
        self.seen[uri] = seen
        row = {"uri": uri, "sha256": seen.sha256, "size": seen.size, "modified": seen.modified}
        self._extend(Dataset.FILES, [row])

    def miss(self, found: Unreachable) -> None:
        """Note what cannot be read at all. It is tried again by the next run."""
        self._extend(Dataset.FILES, [{"uri": found.uri, "problem": found.reason}])

    def write(self, run: str, manifest: Manifest, files: PartFiles) -> None:
        """Make it a part of the tables, if there is anything in it.

        Raises StoreError, DiskFullError.
        """
        if not self.rows:
            return
        part = manifest.open_part(run)
        for rows in self.rows.values():
            for row in rows:
                row["part"] = part.number
        files.write(part, self.rows)
        manifest.seal(part, self.documents, self.seen)
        files.place(part)
        manifest.placed(part)
        files.discard(part)

    def _extend(self, dataset: Dataset, rows: list[JsonObject]) -> None:
        self.rows.setdefault(dataset, []).extend(rows)


def _reason(fault: Fault | None) -> Mapping[str, str]:
    told = fault or Fault("batch.nothing", "没有结果。 There is no result.", "")
    return {"code": told.code, "message": told.message, "remedy": told.remedy}
