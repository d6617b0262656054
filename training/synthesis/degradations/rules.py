"""Rules that printed badly: faint, broken or gone, painted over the drawn boundaries."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from training.synthesis.degradations.polylines import dotted
from training.synthesis.degradations.ranges import RuleWear
from training.synthesis.truth import Boundary, Direction, Mask, Points, TruthPage

_Key = tuple[int, Direction, int]


def worn_rules(page: TruthPage, wear: RuleWear, rng: np.random.Generator) -> TruthPage:
    """The page with some of its rules worn. Boundaries of one table at one height (or place
    across) are one rule and share its fate; one that is gone wholly is not drawn any more."""
    lines = _rules(page)
    if not lines:
        return page
    mask = np.zeros(page.pixels.shape[:2], np.uint8)
    width = max(3, round(page.dpi / 150 * float(rng.uniform(3.5, 5.5))))
    gone: set[int] = set()
    if rng.random() < wear.faint_chance:
        for rule in _chosen(lines, wear, rng):
            _wipe(mask, rule, (width, int(rng.integers(90, 216))))
    if rng.random() < wear.broken_chance:
        spacing = page.dpi * float(rng.uniform(0.15, 1.5))
        for rule in _chosen(lines, wear, rng):
            for boundary in rule:
                _break(mask, boundary.points, (width, spacing), rng)
    if rng.random() < wear.missing_chance:
        for rule in _chosen(lines, wear, rng):
            _wipe(mask, rule, (width, 255))
            gone.update(id(boundary) for boundary in rule)
    if not mask.any():
        return page
    return replace(_undrawn(page, gone), pixels=_painted(page, mask, width))


def mark_unseen(page: TruthPage, ink: Mask) -> TruthPage:
    """Boundaries of which hardly a pixel is left in `ink`, (H, W), are not drawn any more."""
    reach = np.ones((5, 5), np.uint8)
    near = cv2.dilate(ink.astype(np.uint8), reach)
    height, width = near.shape
    gone = set()
    for table in page.tables:
        for boundary in table.boundaries:
            if boundary.drawn:
                spots = np.round(dotted(boundary.points, 2.0)).astype(np.intp)
                x, y = spots[:, 0].clip(0, width - 1), spots[:, 1].clip(0, height - 1)
                if near[y, x].mean() < 0.12:
                    gone.add(id(boundary))
    return _undrawn(page, gone)


def _rules(page: TruthPage) -> list[list[Boundary]]:
    grouped: dict[_Key, list[Boundary]] = {}
    for number, table in enumerate(page.tables):
        for boundary in table.boundaries:
            if boundary.drawn and len(boundary.points) > 1:
                axis = 1 if boundary.direction is Direction.ACROSS else 0
                place = round(float(boundary.points[:, axis].mean()) / 4)
                grouped.setdefault((number, boundary.direction, place), []).append(boundary)
    return list(grouped.values())


def _chosen(
    lines: list[list[Boundary]], wear: RuleWear, rng: np.random.Generator
) -> list[list[Boundary]]:
    share = rng.uniform(*wear.share)
    return [rule for rule in lines if rng.random() < share]


def _wipe(mask: NDArray[np.uint8], rule: list[Boundary], brush: tuple[int, int]) -> None:
    width, strength = brush
    for boundary in rule:
        points = np.round(boundary.points).astype(np.int32)
        cv2.polylines(mask, [points], False, strength, width)


def _break(
    mask: NDArray[np.uint8],
    points: Points,
    brush: tuple[int, float],
    rng: np.random.Generator,
) -> None:
    """Gaps in a polyline: one in about every `spacing` pixels, most of them short."""
    width, spacing = brush
    dots = dotted(points, 1.0)
    for _ in range(int(rng.poisson(len(dots) / spacing))):
        start = int(rng.integers(len(dots)))
        length = max(2, int(spacing * rng.beta(1.2, 4.0)))
        part = np.round(dots[start : start + length]).astype(np.int32)
        cv2.polylines(mask, [part], False, int(rng.integers(150, 256)), width)


def _painted(page: TruthPage, mask: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """The pixels with the paper around each masked spot laid over it."""
    reach = 2 * width + 1
    paper = cv2.dilate(page.pixels, np.ones((reach, reach), np.uint8))
    at = mask > 0
    cover = mask[at].astype(np.float32)[:, None] / 255
    pixels = page.pixels.copy()
    pixels[at] = np.round(page.pixels[at] * (1 - cover) + paper[at] * cover).astype(np.uint8)
    return pixels


def _undrawn(page: TruthPage, gone: set[int]) -> TruthPage:
    if not gone:
        return page
    tables = tuple(
        replace(
            table,
            boundaries=tuple(
                replace(boundary, drawn=False) if id(boundary) in gone else boundary
                for boundary in table.boundaries
            ),
        )
        for table in page.tables
    )
    return replace(page, tables=tables)
