"""The direction of printed lines, finer than their outlines tell."""

import cv2
import numpy as np

from extractor.look.level import Floats, Stretches
from models.table_structure.ridges import Map

_TEXT = 0.3
_ASPECT, _SHORTEST = 4.0, 40
"""Length of a line over its height, and in pixels, from which it tells a direction."""
_OFF = 1.0
"""Pixels by which the ends of a line are off: its letters differ in height."""
_STEP = 2
"""Every other column of the map is enough."""


def text_stretches(text: Map) -> Stretches:
    """Where lines of text run: the line through the mass of each one on the map.

    Outlines are made of whole pixels: that of a short line which leans a little does not lean.

    Args:
        text: (H, W), probability of text at the page's own resolution.
    """
    thin = text[:, ::_STEP]
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(
        (thin >= _TEXT).astype(np.uint8), connectivity=4
    )
    wide = _STEP * boxes[:, cv2.CC_STAT_WIDTH]
    told = (wide >= _ASPECT * boxes[:, cv2.CC_STAT_HEIGHT]) & (wide >= _SHORTEST)
    told[0] = False
    y, x = np.nonzero(told[labels])
    line, mass = labels[y, x], thin[y, x].astype(np.float64)
    along, at = (x.astype(np.float64) + 0.5) * _STEP, y.astype(np.float64) + 0.5

    def mean(values: Floats) -> Floats:
        sums = np.bincount(line, mass * values, len(wide))
        means: Floats = sums / np.maximum(np.bincount(line, mass, len(wide)), 1e-9)
        return means

    centre = np.stack([mean(along), mean(at)], 1)
    off = np.stack([along, at], 1) - centre[line]
    slope = mean(off[:, 0] * off[:, 1]) / np.maximum(mean(off[:, 0] ** 2), 1e-9)
    half = np.stack([wide / 2, slope * wide / 2], 1)[told]
    return Stretches(centre[told] - half, centre[told] + half, np.full(len(half), _OFF))
