"""A picture of the worst pages: the printed cells beside the cells that were found."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from training.evaluation.structure.measured import Box, MeasuredTable
from training.evaluation.structure.results import PageResult, System
from training.evaluation.structure.samples import PageSample
from training.synthesis.truth import Pixels, Points

TRUE_COLOUR, FOUND_COLOUR = (0, 130, 60), (215, 30, 30)
PANEL = (340, 440)
"""Width and height of a panel in pixels; each page has two."""
_CAPTION = 16
_MARGIN = 12
_COLOURS = 48


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """A page, its image as the extractor saw it, the tables found there, and what went wrong."""

    sample: PageSample
    seen: Pixels
    found: tuple[MeasuredTable, ...]
    caption: str


def worst_pages(results: Sequence[PageResult], each: int) -> list[PageResult]:
    """Of every set, the pages of ours with the least structure-only TEDS; no page that is right."""
    chosen: list[PageResult] = []
    ours = [r for r in results if r.system is System.OURS and r.scores.structure_teds < 1]
    for name in dict.fromkeys(result.name for result in ours):
        members = [result for result in ours if result.name == name]
        chosen += sorted(members, key=lambda result: result.scores.structure_teds)[:each]
    return chosen


def draw_failures(failures: Sequence[Failure], path: Path) -> None:
    """Write a PNG: two pages a row, each as printed (green) and as found (red); blank for none."""
    width, height = PANEL[0] * 2, PANEL[1] + _CAPTION
    rows = max(1, -(-len(failures) // 2))
    sheet = Image.new("RGB", (2 * width, rows * height), "white")
    pen = ImageDraw.Draw(sheet)
    for number, failure in enumerate(failures):
        left, top = number % 2 * width, number // 2 * height
        pen.text((left + 4, top + 2), failure.caption, fill="black")
        cells = [cell.polygon for table in failure.sample.truth.tables for cell in table.cells]
        true = _panel(failure.sample.truth.pixels, cells, TRUE_COLOUR)
        sheet.paste(true, (left, top + _CAPTION))
        boxes = [cell.box for table in failure.found for cell in table.cells if cell.box]
        found = _panel(failure.seen, [_corners(box) for box in boxes], FOUND_COLOUR)
        sheet.paste(found, (left + PANEL[0], top + _CAPTION))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _corners(box: Box) -> Points:
    x0, top, x1, bottom = box
    return np.array([(x0, top), (x1, top), (x1, bottom), (x0, bottom)], np.float32)


def _panel(pixels: Pixels, cells: Sequence[Points], colour: tuple[int, int, int]) -> Image.Image:
    """The part of the page around its cells, or the whole page, with the cells drawn."""
    canvas = pixels.copy()
    height, width = canvas.shape[:2]
    around = [polygon.round().astype(np.int32) for polygon in cells]
    cv2.polylines(canvas, around, True, colour, max(2, round(width / 500)), cv2.LINE_AA)
    x0, top, x1, bottom = _extent(cells, width, height)
    image = Image.fromarray(np.ascontiguousarray(canvas[top:bottom, x0:x1]))
    image.thumbnail((PANEL[0] - 6, PANEL[1] - 6), Image.Resampling.LANCZOS)
    panel = Image.new("RGB", PANEL, "white")
    panel.paste(image, ((PANEL[0] - image.width) // 2, (PANEL[1] - image.height) // 2))
    return panel


def _extent(cells: Sequence[Points], width: int, height: int) -> tuple[int, int, int, int]:
    if not cells:
        return 0, 0, width, height
    points = np.concatenate(list(cells))
    low = np.clip(points.min(axis=0) - _MARGIN, 0, (width - 2, height - 2)).astype(int)
    high = np.clip(points.max(axis=0) + _MARGIN, low + 1, (width, height)).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])
