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
from training.synthesis.truth import Pixels

TRUE_COLOUR, FOUND_COLOUR = (0, 130, 60), (215, 30, 30)
PANEL = (420, 300)
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
        true = _panel(failure.sample.truth.pixels, failure.sample.tables, TRUE_COLOUR)
        sheet.paste(true, (left, top + _CAPTION))
        found = _panel(failure.seen, failure.found or failure.sample.tables[:0], FOUND_COLOUR)
        sheet.paste(found, (left + PANEL[0], top + _CAPTION))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _panel(
    pixels: Pixels, tables: Sequence[MeasuredTable], colour: tuple[int, int, int]
) -> Image.Image:
    """The part of the page around its tables, or the whole page, with the cells drawn."""
    canvas = pixels.copy()
    height, width = canvas.shape[:2]
    boxes = [cell.box for table in tables for cell in table.cells if cell.box is not None]
    thickness = max(2, round(width / 500))
    for x0, top, x1, bottom in boxes:
        corners = (round(x0), round(top)), (round(x1), round(bottom))
        cv2.rectangle(canvas, corners[0], corners[1], colour, thickness)
    x0, top, x1, bottom = _around(boxes, width, height)
    image = Image.fromarray(np.ascontiguousarray(canvas[top:bottom, x0:x1]))
    image.thumbnail((PANEL[0] - 6, PANEL[1] - 6), Image.Resampling.LANCZOS)
    panel = Image.new("RGB", PANEL, "white")
    panel.paste(image, ((PANEL[0] - image.width) // 2, (PANEL[1] - image.height) // 2))
    return panel


def _around(boxes: Sequence[Box], width: int, height: int) -> tuple[int, int, int, int]:
    if not boxes:
        return 0, 0, width, height
    sides = np.array(boxes)
    low, high = sides[:, :2].min(axis=0) - _MARGIN, sides[:, 2:].max(axis=0) + _MARGIN
    x0, top = (int(max(0, side)) for side in low)
    return x0, top, int(min(width, high[0])), int(min(height, high[1]))
