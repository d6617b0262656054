"""Fax machines and copiers: black and white, lost rows, specks."""

from dataclasses import replace

import cv2
import numpy as np

from training.synthesis.degradations.ranges import Bitonal
from training.synthesis.degradations.rules import mark_unseen
from training.synthesis.truth import Pixels, TruthPage


def black_and_white(page: TruthPage, bitonal: Bitonal, rng: np.random.Generator) -> TruthPage:
    """The page with 0 and 255 only. A seal is where its ink came out black; rules that came out
    white are not drawn any more."""
    grey = cv2.cvtColor(page.pixels, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    halves = rng.random() < bitonal.half_rows_chance
    if halves:
        grey = cv2.resize(grey, (width, height // 2), interpolation=cv2.INTER_AREA)
    grey = _specked(grey, float(rng.uniform(*bitonal.pepper)), rng)
    paper = _threshold(grey, bitonal, rng)
    paper = _stroked(paper, bitonal, rng)
    if rng.random() < bitonal.lost_rows_chance:
        paper = _rows_lost(paper, rng)
    if halves:
        paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_NEAREST)
    ink = paper == 0
    seal = None if page.seal is None else page.seal & ink
    faxed = replace(page, pixels=cv2.merge([paper] * 3), seal=seal)
    return mark_unseen(faxed, ink)


def _threshold(grey: Pixels, bitonal: Bitonal, rng: np.random.Generator) -> Pixels:
    if rng.random() < bitonal.adaptive_chance:
        block = int(rng.integers(10, 40)) * 2 + 1
        offset = float(rng.uniform(8, 22))
        adapted: Pixels = cv2.adaptiveThreshold(
            grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, offset
        )
        return adapted
    white = float(np.percentile(grey[::8, ::8], 70))
    level = white * float(rng.uniform(*bitonal.threshold))
    split: Pixels = cv2.threshold(grey, level, 255, cv2.THRESH_BINARY)[1]
    return split


def _stroked(paper: Pixels, bitonal: Bitonal, rng: np.random.Generator) -> Pixels:
    """Strokes one pixel thicker or thinner, in one direction or both."""
    kind = rng.random()
    kernel = np.ones(((1, 2), (2, 1), (2, 2))[int(rng.integers(3))], np.uint8)
    if kind < bitonal.thicken_chance:
        paper = cv2.erode(paper, kernel)
    elif kind < bitonal.thicken_chance + bitonal.thin_chance:
        paper = cv2.dilate(paper, kernel)
    return paper


def _specked(grey: Pixels, density: float, rng: np.random.Generator) -> Pixels:
    """Pepper on the paper and salt in the ink, one to three pixels wide."""
    height, width = grey.shape
    specked = grey.copy()
    for shade, share in ((0, 1.0), (255, 0.7)):
        count = int(density * share * height * width)
        y, x = rng.integers(0, height, count), rng.integers(0, width, count)
        specked[y, x] = shade
        few = count // 4
        for down, right in ((0, 1), (1, 0), (1, 1)):
            rows, columns = y[:few] + down, x[:few] + right
            specked[rows.clip(0, height - 1), columns.clip(0, width - 1)] = shade
    return specked


def _rows_lost(paper: Pixels, rng: np.random.Generator) -> Pixels:
    """Rows that did not come through: white, or the row above once more."""
    torn = paper.copy()
    for _ in range(int(rng.integers(1, 9))):
        row, count = int(rng.integers(1, len(torn) - 4)), int(rng.integers(1, 4))
        kind = rng.random()
        if kind < 0.55:
            torn[row : row + count] = torn[row - 1]
        elif kind < 0.8:
            torn[row : row + count] = 255
        else:
            start, end = sorted(rng.integers(0, torn.shape[1], 2))
            torn[row : row + count, start:end] = 0 if rng.random() < 0.3 else 255
    return torn
