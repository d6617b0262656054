"""Scanned pages for the benchmarks, made at run time: the example scan and invented forms."""

from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from training.synthesis.corpus import Split, render, sample_form
from training.synthesis.degradations import PageLevel, degrade

SCAN = Path(__file__).parents[2] / "examples" / "scanned_forms.pdf"
DPI = 200.0
_FIRST_SEED = 7000

Pixels = NDArray[np.uint8]


def example_pages() -> list[Pixels]:
    """The two pages of the example scan, (H, W, 3) RGB at 200 dpi."""
    return [
        np.ascontiguousarray(page.render(scale=DPI / 72).to_numpy()[:, :, 2::-1])
        for page in pypdfium2.PdfDocument(SCAN)
    ]


def scanned_pages(count: int) -> list[Pixels]:
    """Pages of the example scan, then first pages of invented forms as a scanner sees them."""
    pages = example_pages()
    for seed in range(_FIRST_SEED, _FIRST_SEED + count - len(pages)):
        clean = render(sample_form(seed, Split.TRAIN))[0]
        pages.append(degrade(clean, PageLevel.SCAN, seed, DPI).pixels)
    return pages[:count]
