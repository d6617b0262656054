"""How far a form as it was read is doubted, and what it looks like: what choosing goes by.

Both are told from the contract object alone, so that a form may have been read by anything.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractor.export.places import COLUMNS, LEVELS

JsonObject = Mapping[str, Any]
Look = NDArray[np.float16]
"""(BINS,) shares of what a form prints, by kind, place and wording; sums to 1."""

BINS = 256
_PLACES = 12
"""Parts of a form's width in which a value may stand."""
_ROW = ("value", *LEVELS)
_FREE = 0.5
"""Values that a text stands for which found no place."""
_NO_INDICATORS = 10.0
"""Values that are missing at least where no indicator was read."""


def expected_wrong(form: JsonObject) -> float:
    """How many values of a form are expected to be wrong: the sum of what its confidences lack.

    The confidence of a row is that of its levels, name and value together; beside it count each of
    its other columns, its concept, and all values outside the indicators.
    """
    rows = form["indicators"]
    places = form.get("places") or {}
    total = sum(1.0 - _sure(row.get("confidence")) for row in rows)
    total += sum(1.0 - _sure((row.get("classification") or {}).get("confidence")) for row in rows)
    total += sum(1.0 - _sure(sight.get("confidence")) for _, sight in _values(places))
    total += _FREE * len(form.get("unassigned") or ())
    return total if rows else total + _NO_INDICATORS


def look_of(form: JsonObject) -> Look:
    """What a form looks like: one half its printed labels, one half which values stand where."""
    labels = dict.fromkeys(form.get("labels") or ())
    worded = _shares(f"label {text}" for text in labels)
    placed = _shares(_marks(form))
    if not worded.any() or not placed.any():
        return (worded + placed).astype(np.float16)
    return ((worded + placed) / 2).astype(np.float16)


def _marks(form: JsonObject) -> Iterator[str]:
    """Kinds of values with the part of the form's width in which each stands."""
    places = form.get("places") or {}
    found = list(_every(places))
    edges = [box[2] for _, sight in found for box in _boxes(sight)]
    width = max(edges, default=0.0) or 1.0
    for kind, sight in found:
        boxes = list(_boxes(sight))
        middle = (boxes[0][0] + boxes[0][2]) / 2 if boxes else -1.0
        yield f"{kind} {int(min(middle / width, 0.999) * _PLACES) if boxes else ''}"
    yield from ("unassigned" for _ in form.get("unassigned") or ())


def _every(places: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for row in places.get("indicators") or ():
        for key in _ROW:
            if row.get(key):
                yield key, row[key]
    yield from _values(places)


def _values(places: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """The sights of all values that the confidence of no row covers."""
    if places.get("title"):
        yield "title", places["title"]
    for key, sight in (places.get("fields") or {}).items():
        if sight:
            yield f"field {key}", sight
    for field in places.get("other_fields") or ():
        if field.get("value"):
            yield "other", field["value"]
    for name in ("funding", "goals"):
        yield from ((name, sight) for sight in places.get(name) or () if sight)
    for task in places.get("tasks") or ():
        yield from ((f"task {key}", sight) for key, sight in task.items() if sight)
    for row in places.get("indicators") or ():
        yield from ((key, row[key]) for key in COLUMNS if row.get(key))


def _boxes(sight: JsonObject) -> Iterator[list[float]]:
    yield from (place["box"] for place in sight.get("where") or () if place.get("box"))


def _shares(features: Iterable[str]) -> NDArray[np.float32]:
    counts = np.zeros(BINS, np.float32)
    for feature in features:
        counts[zlib.crc32(feature.encode()) % BINS] += 1
    return counts / max(1.0, float(counts.sum()))


def _sure(confidence: object) -> float:
    return float(confidence) if isinstance(confidence, int | float) else 1.0
