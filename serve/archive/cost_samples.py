"""An archive → what its documents cost and how much room its tables take, for a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from extractor.stopwatch import Step
from serve.archive.cost_fit import Line, Numbers, Sample, fit_line
from serve.archive.cost_row import Kind
from serve.archive.parts import COPIES
from serve.archive.queries import Queries
from serve.archive.schema import Dataset

_SAMPLES = """
    SELECT kind, pages, forms, bytes, result_bytes, seconds, processor_seconds,
           fetch_seconds + rows_seconds + coalesce(keep_seconds, 0), loads, run, process
    FROM costs WHERE kind IS NOT NULL ORDER BY part, sha256
"""
_STEPS = """
    SELECT kind, sum({step}_seconds) / sum(pages) FROM costs
    WHERE kind IS NOT NULL AND NOT loads AND {step}_seconds IS NOT NULL GROUP BY kind
"""
_WRITING = """
    WITH parts AS (
        SELECT run, part, count(*) AS documents, any_value(part_seconds) AS before
        FROM costs GROUP BY run, part)
    SELECT documents, seconds * documents FROM (
        SELECT documents, lead(before) OVER (PARTITION BY run ORDER BY part) AS seconds FROM parts)
    WHERE seconds IS NOT NULL
"""
_RESULTS = """
    SELECT run, part, sum(result_bytes), count(*) FROM costs GROUP BY run, part
"""
_FEW_PARTS = 5
_MOST_COPIES = 2000
WRITING = Line(0.2, 0.002)
"""Seconds of writing a part (fixed) and a document in it, where an archive has too few parts to
tell: measured, see docs/scale.md."""


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the tables. `tables` by the length of records: fixed a part, each a byte of the
    record; `documents` in a part on average, `parts` in all; `copy` is the mean of the searchable
    copies, 0 where there are none."""

    tables: Mapping[Dataset, Line]
    documents: float
    parts: int
    copy: float = 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What an archive tells: its documents; seconds of writing a part; the room of its tables;
    seconds a page by kind and step."""

    samples: tuple[Sample, ...]
    writing: Line
    room: Room
    steps: Mapping[Kind, Mapping[Step, float]]


def measure(queries: Queries, folder: Path) -> Measured:
    """Ask an archive.

    Args:
        folder: where its tables lie on this machine.
    Raises:
        ArchiveQueryError.
    """
    samples = tuple(_sample(row) for row in queries.ask(_SAMPLES).rows)
    steps: dict[Kind, dict[Step, float]] = {}
    for step in Step:
        for kind, seconds in queries.ask(_STEPS.format(step=step)).rows:
            steps.setdefault(Kind(kind), {})[step] = float(seconds)
    return Measured(samples, _writing(queries), _room(queries, folder), steps)


def _sample(row: tuple[Any, ...]) -> Sample:
    kind, pages, forms, size, result, seconds, processor, driver, loads, *process = row
    whole = (pages, forms, size, result)
    return Sample(Kind(kind), *whole, seconds, processor, driver, loads, tuple(process))


def _writing(queries: Queries) -> Line:
    """Few parts do not tell what is fixed: what a document takes is then as it is elsewhere."""
    rows = queries.ask(_WRITING).rows
    documents = np.array([float(count) for count, _ in rows])
    seconds = np.array([float(taken) for _, taken in rows])
    if len(rows) >= _FEW_PARTS and len(set(documents)) > 1:
        return fit_line(documents, seconds)
    if not len(rows):
        return WRITING
    fixed = float(np.median(seconds - WRITING.each * documents))
    return Line(fixed, WRITING.each) if fixed > 0 else fit_line(documents, seconds)


def _room(queries: Queries, folder: Path) -> Room:
    """Files of parts that no cost is known of are left out: their records are of unknown length."""
    parts = {
        (str(run), int(part)): (float(length or 0), int(documents))
        for run, part, length, documents in queries.ask(_RESULTS).rows
    }
    tables = {}
    for dataset in Dataset:
        points = [
            (length, file.stat().st_size)
            for (run, part), (length, _) in parts.items()
            if (file := folder / dataset / f"run={run}" / f"part-{part:06d}.parquet").is_file()
        ]
        if points:
            lengths, sizes = (np.array(found, np.float64) for found in zip(*points, strict=True))
            tables[dataset] = _sized(lengths, sizes)
    documents = [count for _, count in parts.values()]
    mean = float(np.mean(documents)) if documents else 0.0
    return Room(tables, mean, len(parts), _copy_bytes(folder / COPIES))


def _copy_bytes(folder: Path) -> float:
    """The mean of some of them: there may be millions."""
    sizes = [file.stat().st_size for file in islice(folder.rglob("*.pdf"), _MOST_COPIES)]
    return float(np.mean(sizes)) if sizes else 0.0


def _sized(lengths: Numbers, sizes: Numbers) -> Line:
    """Few parts do not tell what is fixed: all of it is taken to grow, which is too much."""
    if len(lengths) < _FEW_PARTS:
        return Line(0.0, float(sizes.sum() / max(1.0, lengths.sum())))
    return fit_line(lengths, sizes)
