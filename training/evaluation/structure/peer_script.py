"""Tables of page images as other libraries find them, without reading their text.

Stands alone: it is run by the Python that has those libraries. Standard input is a JSON list of
{"image": path, "boxes": [[x0, top, x1, bottom], ...]}. One line of JSON a page goes to the output
file: {"seconds": number, "tables": [{"html": text, "cells": [[row, column, row span, column span],
...], "box": [x0, top, x1, bottom]}, ...]} with either html or cells. The boxes of the printed
tables are given because SLANet-plus reads one table that was cut out; img2table does without.

Usage: PYTHON peer_script.py img2table|slanet_plus OUTPUT < JOB
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

Box = tuple[float, float, float, float]
_MARGIN = 8


class _Corners(Protocol):
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class PeerTable:
    """A table as HTML or as cells, and where it stands in pixels."""

    html: str
    cells: Sequence[tuple[int, int, int, int]]
    box: Box


def img2table_tables(path: str, boxes: Sequence[Box]) -> list[PeerTable]:
    """Ruled and unruled tables of a whole page."""
    from img2table.document import Image

    del boxes
    return [
        PeerTable("", _spans(table.content), _box(table.bbox))
        for table in Image(path).extract_tables(borderless_tables=True)
    ]


def _box(bbox: _Corners) -> Box:
    return float(bbox.x1), float(bbox.y1), float(bbox.x2), float(bbox.y2)


def _spans(content: Mapping[int, Sequence[Any]]) -> list[tuple[int, int, int, int]]:
    """A merged cell stands at each of its places. The library's own HTML cuts cells that span
    rows and columns, so that it is not used."""
    places: dict[Box, list[tuple[int, int]]] = {}
    for row, cells in enumerate(content.values()):
        for column, cell in enumerate(cells):
            places.setdefault(_box(cell.bbox), []).append((row, column))
    found = []
    for taken in places.values():
        (top, left), (bottom, right) = taken[0], taken[-1]
        found.append((top, left, bottom - top + 1, right - left + 1))
    return found


def open_slanet_plus() -> Callable[[str, Sequence[Box]], list[PeerTable]]:
    """SLANet-plus on each table cut out of its page."""
    import cv2
    from rapid_table.main import ModelType, RapidTable, RapidTableInput

    model = RapidTable(RapidTableInput(model_type=ModelType.SLANETPLUS.value)).table_structure

    def read(path: str, boxes: Sequence[Box]) -> list[PeerTable]:
        image = cv2.imread(path)
        tables = []
        for box in boxes:
            x0, top, x1, bottom = (round(side) for side in box)
            cut = image[
                max(0, top - _MARGIN) : bottom + _MARGIN, max(0, x0 - _MARGIN) : x1 + _MARGIN
            ]
            tokens, _, _ = model(cut)
            tables.append(PeerTable("".join(tokens), (), box))
        return tables

    return read


def main() -> None:
    """Read the job, answer with the tables; a page on which a library fails has none."""
    read = img2table_tables if sys.argv[1] == "img2table" else open_slanet_plus()
    with open(sys.argv[2], "w", encoding="utf-8") as output:
        for page in json.load(sys.stdin):
            begun = time.process_time()
            try:
                tables = read(page["image"], page["boxes"])
            except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
                print(f"{page['image']}: {error!r}", file=sys.stderr)
                tables = []
            seconds = time.process_time() - begun
            answer = {"seconds": seconds, "tables": [asdict(table) for table in tables]}
            print(json.dumps(answer), file=output)


if __name__ == "__main__":
    main()
