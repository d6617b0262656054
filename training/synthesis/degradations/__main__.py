"""A picture of one page at all levels: `python -m training.synthesis.degradations IN.png OUT.png`.

IN is a clean, upright page image; its rules are found in it.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from training.synthesis.degradations.found import page_of_pixels
from training.synthesis.degradations.gallery import ContactSheet, contact_sheet
from training.synthesis.degradations.levels import PageLevel


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the contact sheet; returns 0."""
    parser = argparse.ArgumentParser(
        prog="python -m training.synthesis.degradations", description=__doc__
    )
    parser.add_argument("page", type=Path, help="a page image")
    parser.add_argument("out", type=Path, help="the picture to write")
    parser.add_argument("--dpi", type=float, default=200.0, help="resolution of the page image")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first column")
    parser.add_argument("--columns", type=int, default=3)
    parser.add_argument("--side", type=int, default=520, help="longer side of each page, pixels")
    parser.add_argument("--levels", default=",".join(PageLevel), help="comma list")
    asked = parser.parse_args(arguments)
    with Image.open(asked.page) as image:
        pixels = np.asarray(image.convert("RGB"))
    levels = tuple(PageLevel(name) for name in asked.levels.split(","))
    sheet = ContactSheet(asked.columns, asked.seed, asked.side, levels)
    picture = contact_sheet(page_of_pixels(pixels, asked.dpi), sheet)
    Image.fromarray(picture).save(asked.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
