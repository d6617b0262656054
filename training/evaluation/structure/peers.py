"""Other libraries' tables of the same pages, read in a Python of their own."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from training.evaluation.structure import peer_script
from training.evaluation.structure.measured import (
    Box,
    MeasuredCell,
    MeasuredTable,
    html_to_measured,
)

_SECONDS_A_PAGE = 60


class Peer(StrEnum):
    """A library to stand beside; the value is its name for the script."""

    IMG2TABLE = "img2table"
    SLANET_PLUS = "slanet_plus"


@dataclass(frozen=True, slots=True)
class PeerPage:
    """An image file and the boxes of the tables printed on it, in pixels."""

    image: Path
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """The tables a peer found on a page, without texts, in so many seconds of processor time."""

    tables: tuple[MeasuredTable, ...]
    seconds: float


class PeerMissingError(RuntimeError):
    """The peer's Python or its library is not there, or it stopped before the end."""


def peer_tables(peer: Peer, python: Path, pages: Sequence[PeerPage]) -> list[PeerAnswer]:
    """What a peer found on each page. Raises PeerMissingError."""
    job = [{"image": str(page.image), "boxes": page.boxes} for page in pages]
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "tables.jsonl")
        try:
            done = subprocess.run(
                [str(python), str(peer_script.__file__), peer, str(output)],
                input=json.dumps(job),
                text=True,
                capture_output=True,
                timeout=_SECONDS_A_PAGE * (len(pages) + 1),
                check=False,
                env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": ""},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PeerMissingError(f"{peer}: {error}") from error
        if done.returncode:
            raise PeerMissingError(f"{peer}: {done.stderr[-500:]}")
        lines = output.read_text(encoding="utf-8").splitlines()
    answers = map(json.loads, lines)
    return [PeerAnswer(tuple(map(_measured, a["tables"])), a["seconds"]) for a in answers]


def _measured(table: Mapping[str, Any]) -> MeasuredTable:
    x0, top, x1, bottom = table["box"]
    box = (x0, top, x1, bottom)
    if table["html"]:
        return MeasuredTable.of(html_to_measured(table["html"]).cells, box)
    return MeasuredTable.of((MeasuredCell(*place) for place in table["cells"]), box)
