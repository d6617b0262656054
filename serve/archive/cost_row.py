"""What a document cost → its row of the table `costs`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from extractor.ingest.sniff import IMAGES, MediaType
from extractor.stopwatch import Step
from serve.archive.runner import Outcome
from serve.editing.changes import JsonObject

_PAGED = {MediaType.PDF.value, *(media_type.value for media_type in IMAGES)}
_WRITTEN = {MediaType.TEXT.value, MediaType.HTML.value}


class Kind(StrEnum):
    """What makes a document dear or cheap."""

    SCAN = "scan"  # most of its pages are recognised
    DIGITAL = "digital"  # most have a text layer
    OFFICE = "office"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Hands:
    """Which engine reads for a run, and with how many workers; None where a cluster decides."""

    engine: str = "here"
    workers: int | None = 1


@dataclass(frozen=True, slots=True)
class Effort:
    """What the run itself did for a document: seconds until its bytes were here; processor seconds
    for its rows; seconds a document took of writing the part before, None where there was none;
    seconds of putting its copy in place."""

    hands: Hands
    fetch: float = 0.0
    rows: float = 0.0
    part: float | None = None
    keep: float = 0.0


def cost_row(outcome: Outcome, document: Mapping[str, Any], effort: Effort) -> JsonObject:
    """The row without its part.

    Args:
        document: its row of `documents`.
    """
    row: JsonObject = {
        "sha256": outcome.item.sha256,
        "bytes": outcome.item.size,
        "seconds": outcome.seconds,
        "fetch_seconds": effort.fetch,
        "rows_seconds": effort.rows,
        "part_seconds": effort.part,
        "keep_seconds": effort.keep,
        "engine": effort.hands.engine,
        "workers": effort.hands.workers,
        **{key: document.get(key) for key in ("media_type", "pages", "forms")},
    }
    costs = outcome.costs
    if costs is None or document.get("media_type") is None:
        return row
    pages = int(document["pages"])
    return row | {
        "kind": kind_of(document["media_type"], pages, costs.recognised).value,
        "recognised": costs.recognised,
        **{f"{step}_seconds": costs.steps.get(step, 0.0) for step in Step},
        "processor_seconds": costs.processor,
        "peak_bytes": costs.peak,
        "result_bytes": costs.result,
        "loads": costs.loads,
        "process": costs.process,
    }


def kind_of(media_type: str, pages: int, recognised: int) -> Kind:
    """The kind of a document that was read."""
    if media_type in _WRITTEN:
        return Kind.TEXT
    if media_type not in _PAGED and not recognised:
        return Kind.OFFICE
    return Kind.SCAN if 2 * recognised >= pages else Kind.DIGITAL
