"""One page through one level: ink, paper, the way it lay, the machine that took its picture."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from training.synthesis.degradations.backdrop import drawn_backdrop
from training.synthesis.degradations.bitonal import black_and_white
from training.synthesis.degradations.capture import captured
from training.synthesis.degradations.levels import LEVELS, PageLevel
from training.synthesis.degradations.overprint import overprinted
from training.synthesis.degradations.paper import aged_paper
from training.synthesis.degradations.polylines import at_once, subdivided
from training.synthesis.degradations.ranges import Capture, Degradation
from training.synthesis.degradations.rules import worn_rules
from training.synthesis.degradations.seals import Sealed, sealed
from training.synthesis.degradations.shape import drawn_warp
from training.synthesis.degradations.strokes import written_on
from training.synthesis.degradations.warp import Warp, scaling
from training.synthesis.truth import Pixels, Points, TruthPage, moved_page

_SEAL_INK = 90
"""Least coverage, of 255, that counts as ink."""


@dataclass(frozen=True, slots=True)
class _Resolution:
    """Dots per inch of the machine, of the picture worked on, and of the result."""

    machine: float
    work: float
    result: float


def degrade(page: TruthPage, level: PageLevel, seed: int, dpi: float | None = None) -> TruthPage:
    """A degraded copy of a page.

    Args:
        page: clean, upright; any dpi of 100 or more.
        level: how bad.
        seed: decides, with page and level, every byte of the result.
        dpi: resolution of the result; None for what the level's machine gives. A bitonal page
            that is not made at this resolution is made smaller afterwards and has greys then.
    Returns:
        (H, W, 3) uint8 RGB and the truth moved along. `seal` is always there. Points may lie
        outside the image where a part of the page is cut off; text that cannot be read any more
        is still in the truth. A rule that was wiped out wholly is a boundary not drawn.
    """
    rng = np.random.default_rng([seed, list(PageLevel).index(level)])
    return degrade_as(page, LEVELS[level], rng, dpi)


def degrade_as(
    page: TruthPage,
    ranges: Degradation,
    rng: np.random.Generator,
    dpi: float | None = None,
) -> TruthPage:
    """Like `degrade`, with ranges and a generator of one's own."""
    is_bitonal = rng.random() < ranges.bitonal.chance
    resolution = _drawn_resolution(ranges.capture, page.dpi, rng, dpi)
    if is_bitonal:
        resolution = replace(resolution, work=resolution.machine)
    sheet = resized(page, resolution.work)
    sheet = worn_rules(sheet, ranges.rules, rng)
    sheet = overprinted(sheet, ranges.ink, rng)
    sheet = written_on(sheet, ranges.ink, rng)
    stamped = sealed(sheet, ranges.ink, rng)
    sheet = replace(sheet, pixels=aged_paper(stamped.pixels, sheet.dpi, ranges.paper, rng))
    moved = _laid(sheet, stamped, ranges, rng)
    coarser = min(1.0, resolution.work / resolution.machine)
    pixels = captured(moved.pixels, ranges.capture, coarser, rng)
    moved = replace(moved, pixels=pixels)
    if is_bitonal:
        moved = black_and_white(moved, ranges.bitonal, rng)
        return moved if dpi is None else resized(moved, dpi)
    return moved


def resized(page: TruthPage, dpi: float) -> TruthPage:
    """The page at another resolution; the same page where it has that already."""
    before = (page.pixels.shape[0], page.pixels.shape[1])
    after = (round(before[0] * dpi / page.dpi), round(before[1] * dpi / page.dpi))
    if before == after:
        return replace(page, dpi=dpi)
    way = cv2.INTER_AREA if dpi < page.dpi else cv2.INTER_CUBIC
    size = (after[1], after[0])
    seal = None
    if page.seal is not None:
        seal = cv2.resize(page.seal.astype(np.uint8) * 255, size, interpolation=way) > 127
    scale = Warp((), scaling(before, after), after)
    pixels = cv2.resize(page.pixels, size, interpolation=way)
    return replace(moved_page(page, pixels, at_once(page, scale.forward), seal), dpi=dpi)


def _drawn_resolution(
    capture: Capture, source: float, rng: np.random.Generator, asked: float | None
) -> _Resolution:
    low, high = capture.dpi
    machine = float(rng.uniform(low, max(low, min(high, source * 1.02))))
    result = machine if asked is None else asked
    return _Resolution(machine, result, result)


def _laid(
    sheet: TruthPage, stamped: Sealed, ranges: Degradation, rng: np.random.Generator
) -> TruthPage:
    """The sheet on what lies behind it, moved to where it lies."""
    height, width = sheet.pixels.shape[:2]
    warp = drawn_warp((height, width), ranges.shape, rng)
    if rng.random() >= ranges.shape.cut_chance:
        warp = warp.widened(warp.forward(_ink_corners(stamped.pixels)))
    kinds = ranges.shape.backdrops
    kind = kinds[int(rng.integers(len(kinds)))]
    behind = drawn_backdrop(kind, warp, (height, width), rng)
    if warp.bends:
        sheet = subdivided(sheet, sheet.dpi / 4)
    pixels, seal = warp.onto(behind, (sheet.pixels, stamped.coverage))
    return moved_page(sheet, pixels, at_once(sheet, warp.forward), seal > _SEAL_INK)


def _ink_corners(pixels: Pixels) -> Points:
    """The corners of all that is printed, (4, 2); of the sheet where nothing is."""
    dark = pixels[..., 1] < 160
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    height, width = dark.shape
    top, bottom = (rows[0], rows[-1]) if rows.size else (0, height - 1)
    left, right = (columns[0], columns[-1]) if columns.size else (0, width - 1)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
