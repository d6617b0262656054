"""Synthetic pages on disk: a PNG and a small file of truth each."""

import json
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from training.synthesis.printing.truths import closed, dense
from training.synthesis.truth import (
    Boundary,
    Direction,
    Pixels,
    Points,
    TruthCell,
    TruthLine,
    TruthPage,
    TruthTable,
)

Packed = dict[str, Any]
_DIGITS = 3


def write_page(page: TruthPage, path: Path) -> None:
    """Write PATH.png, and PATH.truth last: where it is, the page is whole."""
    pixels = page.pixels
    grey = bool((pixels[..., :1] == pixels).all())
    image = pixels[..., 0] if grey else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    settings = [cv2.IMWRITE_PNG_COMPRESSION, 1]
    path.with_suffix(".png").write_bytes(cv2.imencode(".png", image, settings)[1].tobytes())
    packed = {
        "dpi": page.dpi,
        "tables": [pack_table(table) for table in page.tables],
        "texts": [_pack_line(line) for line in page.texts],
    }
    write_packed(packed, path.with_suffix(".truth"))


def read_page(path: Path) -> TruthPage:
    """The page that `write_page` wrote."""
    data = np.frombuffer(path.with_suffix(".png").read_bytes(), np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    colours = cv2.COLOR_GRAY2RGB if image.ndim == 2 else cv2.COLOR_BGR2RGB
    pixels: Pixels = cv2.cvtColor(image, colours)
    packed = read_packed(path.with_suffix(".truth"))
    return TruthPage(
        pixels=pixels,
        dpi=packed["dpi"],
        tables=tuple(unpack_table(table) for table in packed["tables"]),
        texts=tuple(_unpack_line(line) for line in packed["texts"]),
    )


def write_packed(packed: Packed, path: Path) -> None:
    """Compressed JSON, moved into place when it is whole."""
    data = json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode()
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(zlib.compress(data, 6))
    partial.replace(path)


def read_packed(path: Path) -> Packed:
    """What `write_packed` wrote."""
    packed: Packed = json.loads(zlib.decompress(path.read_bytes()))
    return packed


def pack_table(table: TruthTable) -> Packed:
    """A table whose lines are all straight and level: of polylines only their ends are kept."""
    return {
        "size": [table.n_rows, table.n_columns],
        "open": [table.open_top, table.open_bottom],
        "cells": [
            [
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                cell.text,
                cell.role,
                cell.key,
                cell.parent,
                _box(cell.polygon),
                [_pack_line(line) for line in cell.lines],
            ]
            for cell in table.cells
        ],
        "boundaries": [
            [boundary.direction.value, boundary.drawn, _flat(boundary.points[[0, -1]])]
            for boundary in table.boundaries
        ],
        "outline": _box(table.outline),
    }


def unpack_table(packed: Packed) -> TruthTable:
    """The table that `pack_table` packed."""
    cells = tuple(
        TruthCell(
            row,
            column,
            row_span,
            column_span,
            text,
            _polygon(box),
            role,
            key,
            parent,
            tuple(_unpack_line(line) for line in lines),
        )
        for row, column, row_span, column_span, text, role, key, parent, box, lines in packed[
            "cells"
        ]
    )
    boundaries = tuple(
        Boundary(dense(np.array(ends, np.float32).reshape(2, 2)), Direction(direction), drawn)
        for direction, drawn, ends in packed["boundaries"]
    )
    rows, columns = packed["size"]
    outline = closed(_polygon(packed["outline"]))
    return TruthTable(cells, rows, columns, boundaries, outline, *packed["open"])


def _flat(points: Points) -> list[float]:
    return [round(float(value), _DIGITS) for value in points.ravel()]


def _box(points: Points) -> list[float]:
    return _flat(np.stack([points.min(axis=0), points.max(axis=0)]))


def _polygon(box: list[float]) -> Points:
    left, top, right, bottom = box
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def _pack_line(line: TruthLine) -> list[Any]:
    return [line.text, *_box(line.polygon)]


def _unpack_line(packed: list[Any]) -> TruthLine:
    return TruthLine(packed[0], _polygon(packed[1:]))
