"""What was read and is not written yet: the rows of the next part of the tables."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.export.json_text import encodable
from serve.archive.arrow_types import arrow_table
from serve.archive.manifest import Known, Manifest, State
from serve.archive.parts import PartFiles
from serve.archive.places import Unreachable
from serve.archive.rows import record_engine, record_rows
from serve.archive.runner import Fault, Item, Outcome
from serve.archive.schema import Dataset
from serve.editing.changes import JsonObject
from serve.settings import MEBIBYTE

_UNSTORABLE = (ArithmeticError, LookupError, TypeError, ValueError)
"""What says that a record does not fit the tables; errors of Arrow are among them."""


@dataclass(frozen=True, slots=True)
class Grain:
    """When a part is full: after so many documents, mebibytes of rows, or seconds."""

    documents: int = 500
    mebibytes: float = 64.0
    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that is to be in the tables: its row of `documents` and its rows as Arrow tables.

    `engine` is what its record says that read it, None where there is no record; `fault` why there
    is none.
    """

    state: State
    seen: Known
    uri: str
    document: JsonObject
    tables: Mapping[Dataset, Any]
    engine: str | None
    fault: Fault | None


@dataclass(slots=True)
class Draft:
    """Documents of a part by their digest, further names of documents, what cannot be read, and
    rows of what documents cost.

    Whatever is added is added in one step: a run may be interrupted anywhere.
    """

    readings: dict[str, Reading] = field(default_factory=dict)
    names: dict[str, Known] = field(default_factory=dict)
    missed: list[Unreachable] = field(default_factory=list)
    costs: list[JsonObject] = field(default_factory=list)
    bytes: int = 0
    since: float = field(default_factory=time.monotonic)

    def is_full(self, grain: Grain) -> bool:
        """Whether it is time to write it."""
        return (
            len(self.readings) >= grain.documents
            or len(self.names) + len(self.missed) >= 20 * grain.documents
            or self.bytes >= grain.mebibytes * MEBIBYTE
            or time.monotonic() - self.since >= grain.seconds
        )

    def add(self, outcome: Outcome) -> Reading:
        """Add a document that was read or never can be."""
        reading = _reading(outcome)
        self.bytes += sum(table.nbytes for table in reading.tables.values())
        self.readings[outcome.item.sha256] = reading
        return reading

    def name(self, uri: str, seen: Known) -> None:
        """Note another file whose document is in the tables, or comes into them."""
        self.names[uri] = seen

    def miss(self, found: Unreachable) -> None:
        """Note what cannot be read at all. It is tried again by the next run."""
        self.missed.append(found)

    def write(self, run: str, manifest: Manifest, files: PartFiles) -> None:
        """Make it a part of the tables, if there is anything in it.

        Raises StoreError, DiskFullError.
        """
        seen = self.names | {reading.uri: reading.seen for reading in self.readings.values()}
        if not seen and not self.missed:
            return
        part = manifest.open_part(run)
        files.write(part, self._tables(seen))
        states = {sha256: reading.state for sha256, reading in self.readings.items()}
        engines = {sha256: one.engine for sha256, one in self.readings.items() if one.engine}
        manifest.seal(part, states, seen, engines)
        files.place(part)
        manifest.placed(part)
        files.discard(part)

    def _tables(self, seen: Mapping[str, Known]) -> Mapping[Dataset, Sequence[Any]]:
        tables: dict[Dataset, list[Any]] = {}
        for reading in self.readings.values():
            for dataset, table in reading.tables.items():
                tables.setdefault(dataset, []).append(table)
        rows: list[JsonObject] = [
            {
                "uri": encodable(uri),
                "sha256": known.sha256,
                "size": known.size,
                "modified": known.modified,
            }
            for uri, known in seen.items()
        ]
        rows += [{"uri": encodable(f.uri), "problem": encodable(f.reason)} for f in self.missed]
        tables[Dataset.FILES] = [arrow_table(Dataset.FILES, rows)]
        if self.costs:
            tables[Dataset.COSTS] = [arrow_table(Dataset.COSTS, self.costs)]
        return tables


def _reading(outcome: Outcome) -> Reading:
    """A record that does not fit the tables is as bad as none, and must not end the run."""
    if outcome.record is None:
        return _unread(outcome.item, outcome.fault)
    try:
        return _read(outcome.item, outcome.record)
    except _UNSTORABLE as error:
        fault = Fault(
            "batch.unstorable",
            f"结果无法存为表。 The record fits no table: {type(error).__name__}.",
            "请报告此文件。 Please report this file.",
        )
        return _unread(outcome.item, fault)


def _read(item: Item, record: JsonObject) -> Reading:
    rows = dict(record_rows(record))
    own = {"sha256": item.sha256, "state": State.DONE.value}
    document = dict(rows[Dataset.DOCUMENTS][0]) | own | _origin(item)
    rows[Dataset.DOCUMENTS] = [document]
    tables = {dataset: arrow_table(dataset, found) for dataset, found in rows.items() if found}
    seen = Known(item.size, item.modified, item.sha256)
    return Reading(State.DONE, seen, item.uri, document, tables, record_engine(record), None)


def _unread(item: Item, fault: Fault | None) -> Reading:
    told = fault or Fault("batch.nothing", "没有结果。 There is no result.", "")
    document: JsonObject = {
        "sha256": item.sha256,
        "state": State.QUARANTINED.value,
        **_origin(item),
        "code": told.code,
        "message": encodable(told.message),
        "remedy": encodable(told.remedy),
    }
    tables = {Dataset.DOCUMENTS: arrow_table(Dataset.DOCUMENTS, [document])}
    seen = Known(item.size, item.modified, item.sha256)
    return Reading(State.QUARANTINED, seen, item.uri, document, tables, None, told)


def _origin(item: Item) -> JsonObject:
    return {"uri": encodable(item.uri), "name": encodable(item.name), "size": item.size}
