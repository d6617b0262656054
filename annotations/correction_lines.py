"""Submissions as JSON Lines: one line each, so that a file can be cut and joined by lines."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from annotations.corrections import (
    Aspect,
    Correction,
    Outcome,
    Reading,
    Source,
    Spot,
    Submission,
    Verdict,
)
from annotations.errors import StoreLineError
from extractor.export.json_text import object_to_json_line

JsonObject = dict[str, Any]

_Parsed = TypeVar("_Parsed")

LINE_VERSION = 1


def submission_to_dict(submission: Submission) -> JsonObject:
    """A submission as JSON; `became` of values that stayed as shown is left out."""
    return {
        "version": LINE_VERSION,
        "id": submission.id,
        "document": submission.document,
        "form": submission.form,
        "run": submission.run,
        "engine": dict(submission.engine),
        "source": submission.source.value,
        "author": submission.author,
        "made_at": submission.made_at,
        "reference": submission.reference,
        "outcome": submission.outcome.value,
        "interface": submission.interface,
        "seconds": submission.seconds,
        "final": submission.final,
        "withdrawn": submission.withdrawn,
        **({"contributors": list(submission.contributors)} if submission.contributors else {}),
        "corrections": [correction_to_dict(entry) for entry in submission.corrections],
    }


def dict_to_submission(entry: JsonObject) -> Submission:
    """The inverse of `submission_to_dict`. Raises KeyError, TypeError or ValueError for others."""
    if entry["version"] != LINE_VERSION:
        raise ValueError(f"version {entry['version']}")
    return Submission(
        document=str(entry["document"]),
        form=int(entry["form"]),
        run=str(entry["run"]),
        engine=tuple((str(k), str(v)) for k, v in entry["engine"].items()),
        source=Source(entry["source"]),
        author=str(entry["author"]),
        made_at=str(entry["made_at"]),
        reference=str(entry["reference"]),
        outcome=Outcome(entry["outcome"]),
        corrections=tuple(dict_to_correction(item) for item in entry["corrections"]),
        interface=str(entry["interface"]),
        seconds=entry["seconds"],
        final=bool(entry["final"]),
        withdrawn=bool(entry["withdrawn"]),
        contributors=tuple(str(author) for author in entry.get("contributors", ())),
    )


def correction_to_dict(correction: Correction) -> JsonObject:
    """A correction as JSON."""
    entry: JsonObject = {
        "cell": correction.cell,
        "paths": list(correction.paths),
        "verdict": correction.verdict.value,
        "shown": _maybe(correction.shown),
    }
    if correction.became != correction.shown:
        entry["became"] = _maybe(correction.became)
    if correction.changed:
        entry["changed"] = [aspect.value for aspect in correction.changed]
    if correction.confidence is not None:
        entry["confidence"] = correction.confidence
    if correction.row:
        entry["row"] = dict(correction.row)
    if correction.confirmed:
        entry["confirmed"] = [aspect.value for aspect in correction.confirmed]
    return entry


def dict_to_correction(entry: JsonObject) -> Correction:
    """The inverse of `correction_to_dict`."""
    shown = _maybe_reading(entry["shown"])
    return Correction(
        cell=str(entry["cell"]),
        paths=tuple(entry["paths"]),
        verdict=Verdict(entry["verdict"]),
        shown=shown,
        became=_maybe_reading(entry["became"]) if "became" in entry else shown,
        changed=tuple(Aspect(name) for name in entry.get("changed", ())),
        confidence=entry.get("confidence"),
        row=tuple(entry.get("row", {}).items()),
        confirmed=tuple(Aspect(name) for name in entry.get("confirmed", ())),
    )


_CORRECTIONS = ', "corrections": ['
"""Begins the last part of a line, which is most of it; within texts its quotes are escaped."""


def write_lines(submissions: Iterable[Submission]) -> Iterator[str]:
    """One line each, ending in a newline."""
    for submission in submissions:
        yield object_to_json_line(submission_to_dict(submission))


def read_lines(path: Path) -> Iterator[Submission]:
    """The submissions of a file, one line in memory at a time.

    Raises:
        StoreLineError: a line is no submission; the message tells its number.
    """
    return _read(path, _whole)


def read_heads(path: Path) -> Iterator[Submission]:
    """The submissions of a file without their corrections, which are not even parsed: a
    thirtieth of the time. Raises StoreLineError."""
    return _read(path, _head)


def read_chosen(path: Path, ids: Collection[str]) -> Iterator[Submission]:
    """Those of a file that have these ids; of others only the head is parsed. Raises
    StoreLineError."""
    found = _read(path, lambda line: _whole(line) if _head(line).id in ids else None)
    return (submission for submission in found if submission is not None)


@dataclass(frozen=True, slots=True)
class Touch:
    """What a correction says of a value, without the value: what it is, and what was done to it."""

    label: str
    verdict: Verdict
    changed: tuple[Aspect, ...]


def read_touches(path: Path) -> Iterator[tuple[Submission, list[Touch]]]:
    """The heads of a file, each with what was done to its values: a quarter of the time of
    `read_lines`. Raises StoreLineError."""
    return _read(path, lambda line: (_head(line), _touches(json.loads(line)["corrections"])))


def _touches(entries: Iterable[JsonObject]) -> list[Touch]:
    found = []
    for entry in entries:
        reading = entry["shown"] or entry["became"]
        changed = tuple(Aspect(name) for name in entry.get("changed", ()))
        found.append(Touch(reading["label"], Verdict(entry["verdict"]), changed))
    return found


def _whole(line: str) -> Submission:
    return dict_to_submission(json.loads(line))


def _head(line: str) -> Submission:
    begin, found, _ = line.partition(_CORRECTIONS)
    if not found:
        raise ValueError("no corrections")
    return dict_to_submission(json.loads(f"{begin}{_CORRECTIONS}]}}"))


def _read(path: Path, parse: Callable[[str], _Parsed]) -> Iterator[_Parsed]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield parse(line)
                except (KeyError, TypeError, ValueError, AttributeError) as error:
                    raise StoreLineError(f"{path.name}:{number}: {error!r}") from error


def reading_to_dict(reading: Reading) -> JsonObject:
    """A reading as JSON; what does not apply is left out."""
    entry: JsonObject = {"label": reading.label, "text": reading.text}
    if reading.key is not None:
        entry["key"] = reading.key
    if reading.level is not None:
        entry["level"] = reading.level
    if reading.spot is not None:
        entry["page"] = reading.spot.page
        entry["box"] = list(reading.spot.box)
    if reading.concept is not None:
        entry["concept"] = reading.concept
    if reading.flags:
        entry["flags"] = list(reading.flags)
    if reading.parent is not None:
        entry["parent"] = reading.parent
    return entry


def dict_to_reading(entry: JsonObject) -> Reading:
    """The inverse of `reading_to_dict`."""
    spot = None
    if "box" in entry:
        x0, top, x1, bottom = (float(edge) for edge in entry["box"])
        spot = Spot(int(entry["page"]), (x0, top, x1, bottom))
    return Reading(
        label=str(entry["label"]),
        text=str(entry["text"]),
        key=entry.get("key"),
        spot=spot,
        concept=entry.get("concept"),
        flags=tuple(entry.get("flags", ())),
        parent=entry.get("parent"),
    )


def _maybe(reading: Reading | None) -> JsonObject | None:
    return None if reading is None else reading_to_dict(reading)


def _maybe_reading(entry: JsonObject | None) -> Reading | None:
    return None if entry is None else dict_to_reading(entry)
