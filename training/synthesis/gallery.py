"""A picture of synthetic pages with their truth, for the README.

python -m training.synthesis.gallery training/synthesis/forms.png
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.synthesis.browser import Browser
from training.synthesis.corpus import Split, SyntheticForm, sample_form
from training.synthesis.families.plan import Family
from training.synthesis.printing.look import Ruling
from training.synthesis.printing.setting import set_form
from training.synthesis.truth import Pixels, Points, TruthPage

WANTED = (
    (Family.ONE_PANEL, Ruling.RULED),
    (Family.APPROVAL, Ruling.PARTLY),
    (Family.TWO_PANELS, Ruling.RULED),
    (Family.WEIGHTED, Ruling.PARTLY),
    (Family.DEPARTMENT, Ruling.RULED),
    (Family.REGION, Ruling.RULED),
    (Family.SELF_EVALUATION, Ruling.RULED),
    (Family.WIDE, Ruling.PARTLY),
    (Family.TWO_PANELS, Ruling.BORDERLESS),
    (Family.SELF_EVALUATION, Ruling.PARTLY),
    (Family.ONE_PANEL, Ruling.BORDERLESS),
    (Family.WEIGHTED, Ruling.RULED),
)
"""What the picture shows, row by row."""
_COLUMNS = 4
_SIDE = 560
_DRAWN, _UNDRAWN = (0, 140, 60), (225, 40, 40)
_FIRST_SEED = 5000
_GREY = 190
_COLOURS = 48


def find_form(family: Family, ruling: Ruling) -> SyntheticForm:
    """The first form of a family and a ruling."""
    split = Split.UNSEEN if family in (Family.REGION, Family.WIDE) else Split.TRAIN
    seed = _FIRST_SEED
    while True:
        form = sample_form(seed, split)
        if (form.family, form.ruling) == (family, ruling):
            return form
        seed += 1


def draw_truth(page: TruthPage) -> Pixels:
    """The page with its boundaries: green where drawn, red where not."""
    pixels = page.pixels.copy()
    for table in page.tables:
        for boundary in table.boundaries:
            colour = _DRAWN if boundary.drawn else _UNDRAWN
            cv2.polylines(pixels, [_rounded(boundary.points)], False, colour, 4)
    return pixels


def _cell_count(page: TruthPage) -> int:
    return sum(len(table.cells) for table in page.tables)


def _rounded(points: Points) -> NDArray[np.int32]:
    rounded: NDArray[np.int32] = np.round(points).astype(np.int32)
    return rounded


def contact_sheet(pages: Sequence[Pixels]) -> Pixels:
    """Pages scaled to squares, four in a row: (H, W, 3) uint8 RGB."""
    tiles = []
    for pixels in pages:
        height, width = pixels.shape[:2]
        scale = (_SIDE - 12) / max(height, width)
        size = (round(width * scale), round(height * scale))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        tile = np.full((_SIDE, _SIDE, 3), _GREY, np.uint8)
        left, top = (_SIDE - size[0]) // 2, (_SIDE - size[1]) // 2
        tile[top : top + size[1], left : left + size[0]] = small
        tiles.append(tile)
    rows = [np.hstack(tiles[n : n + _COLUMNS]) for n in range(0, len(tiles), _COLUMNS)]
    return np.vstack(rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Draw the picture of synthetic forms.")
    parser.add_argument("picture", type=Path)
    options = parser.parse_args()
    pages = []
    with Browser() as browser:
        for number, (family, ruling) in enumerate(WANTED):
            form = find_form(family, ruling)
            page = max(set_form(browser, form.blocks, form.look).pages, key=_cell_count)
            pages.append(draw_truth(page) if number % 2 else page.pixels)
    image = Image.fromarray(contact_sheet(pages)).quantize(_COLOURS)
    image.save(options.picture, optimize=True)


if __name__ == "__main__":
    main()
