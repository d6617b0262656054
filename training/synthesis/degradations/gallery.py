"""One page at all levels in one picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from training.synthesis.degradations.degrade import degrade
from training.synthesis.degradations.levels import PageLevel
from training.synthesis.truth import Pixels, TruthPage

_GAP = 12
_GROUND = (214, 219, 224)


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """A row for each level, `columns` seeds from `first_seed`, pages at most `side` pixels."""

    columns: int = 3
    first_seed: int = 0
    side: int = 520
    levels: tuple[PageLevel, ...] = tuple(PageLevel)


def contact_sheet(page: TruthPage, sheet: ContactSheet | None = None) -> Pixels:
    """The page as it is degraded, (H, W, 3) uint8 RGB."""
    sheet = sheet or ContactSheet()
    seeds = range(sheet.first_seed, sheet.first_seed + sheet.columns)
    rows = []
    for level in sheet.levels:
        shrunk = [_shrunk(degrade(page, level, seed).pixels, sheet.side) for seed in seeds]
        height = max(picture.shape[0] for picture in shrunk)
        rows.append(np.hstack([_framed(picture, (height, sheet.side)) for picture in shrunk]))
    return np.vstack(rows)


def _shrunk(pixels: Pixels, side: int) -> Pixels:
    scale = side / max(pixels.shape[:2])
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    shrunk: Pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return shrunk


def _framed(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    frame = np.full((size[0] + 2 * _GAP, size[1] + 2 * _GAP, 3), _GROUND, np.uint8)
    top = _GAP + (size[0] - pixels.shape[0]) // 2
    left = _GAP + (size[1] - pixels.shape[1]) // 2
    frame[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return frame
