"""The levels of degradation, each with its ranges."""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np

from training.synthesis.degradations.ranges import (
    Backdrop,
    Bitonal,
    Capture,
    Degradation,
    Ink,
    Paper,
    RuleWear,
    Shape,
)


class PageLevel(StrEnum):
    """How badly a page image was made."""

    CLEAN = "clean"
    SCAN = "scan"
    FAX = "fax"
    PHOTO = "photo"
    WORN = "worn"


LEVELS: Mapping[PageLevel, Degradation] = {
    PageLevel.CLEAN: Degradation(capture=Capture(dpi=(150, 300))),
    PageLevel.SCAN: Degradation(
        shape=Shape(skew_degrees=1.6),
        ink=Ink(seals=(0.15, 0.65, 0.2)),
        paper=Paper(white=(242, 252), tint=(0, 8), uneven=(0.0, 0.02)),
        capture=Capture(
            dpi=(150, 200),
            blur=(0.3, 0.7),
            noise=(2, 7),
            shade=(0.0, 0.07),
            black=(0, 45),
            jpeg_quality=(45, 80),
        ),
    ),
    PageLevel.FAX: Degradation(
        shape=Shape(skew_degrees=1.2),
        rules=RuleWear(faint_chance=0.5, broken_chance=0.5, share=(0.1, 0.6)),
        ink=Ink(seals=(0.4, 0.5, 0.1)),
        paper=Paper(white=(235, 252), uneven=(0.0, 0.04)),
        capture=Capture(dpi=(200, 200), blur=(0.2, 0.6), noise=(2, 8), shade=(0.0, 0.08)),
        bitonal=Bitonal(
            chance=1.0,
            threshold=(0.68, 0.86),
            adaptive_chance=0.4,
            half_rows_chance=0.35,
            thicken_chance=0.15,
            thin_chance=0.05,
            pepper=(0.0, 0.0012),
            lost_rows_chance=0.4,
        ),
    ),
    PageLevel.PHOTO: Degradation(
        shape=Shape(
            skew_degrees=1.5,
            corner_shift=0.035,
            curl=(0.002, 0.012),
            curl_chance=0.6,
            margin=(0.01, 0.07),
            backdrops=(Backdrop.DESK,),
        ),
        ink=Ink(seals=(0.4, 0.5, 0.1)),
        paper=Paper(white=(236, 252), tint=(0, 8), uneven=(0.0, 0.02), fold_chance=0.2),
        capture=Capture(
            dpi=(150, 220),
            blur=(0.5, 1.3),
            motion=(2, 5),
            motion_chance=0.3,
            noise=(2, 8),
            shade=(0.1, 0.45),
            shadow_chance=0.5,
            cast=0.04,
            gamma=(0.85, 1.2),
            black=(5, 40),
            jpeg_quality=(50, 88),
        ),
    ),
    PageLevel.WORN: Degradation(
        shape=Shape(
            skew_degrees=5.0,
            corner_shift=0.06,
            curl=(0.002, 0.02),
            curl_chance=0.4,
            margin=(-0.04, 0.08),
            backdrops=(Backdrop.LID, Backdrop.BLACK, Backdrop.DESK),
            cut_chance=0.12,
        ),
        rules=RuleWear(faint_chance=0.4, broken_chance=0.4, missing_chance=0.2, share=(0.05, 0.9)),
        ink=Ink(
            seals=(0.3, 0.35, 0.2, 0.15),
            round_only=0.5,
            grey_seal_chance=0.25,
            handwriting_chance=0.4,
            underline_chance=0.3,
            tick_chance=0.25,
            highlighter_chance=0.2,
            watermark_chance=0.25,
            neighbour_chance=0.3,
        ),
        paper=Paper(
            white=(200, 253),
            tint=(0, 22),
            uneven=(0.0, 0.035),
            bleed_chance=0.3,
            fold_chance=0.35,
            hole_chance=0.2,
        ),
        capture=Capture(
            dpi=(110, 200),
            blur=(0.3, 1.3),
            motion=(2, 5),
            motion_chance=0.15,
            noise=(1, 12),
            shade=(0.0, 0.45),
            shadow_chance=0.25,
            cast=0.06,
            gamma=(0.6, 1.7),
            black=(0, 80),
            streak_chance=0.25,
            jpeg_quality=(25, 90),
        ),
        bitonal=Bitonal(
            chance=0.2,
            threshold=(0.62, 0.86),
            adaptive_chance=0.5,
            half_rows_chance=0.2,
            thicken_chance=0.2,
            thin_chance=0.08,
            pepper=(0.0, 0.003),
            lost_rows_chance=0.3,
        ),
    ),
}

TRAINING_WEIGHTS: Mapping[PageLevel, float] = {
    PageLevel.CLEAN: 0.1,
    PageLevel.SCAN: 0.2,
    PageLevel.FAX: 0.15,
    PageLevel.PHOTO: 0.2,
    PageLevel.WORN: 0.35,
}


def train_level(
    rng: np.random.Generator, weights: Mapping[PageLevel, float] = TRAINING_WEIGHTS
) -> PageLevel:
    """A level for a page to train on, drawn by `weights` (they need not sum to 1)."""
    levels = list(weights)
    parts = np.array([weights[level] for level in levels])
    return levels[int(rng.choice(len(levels), p=parts / parts.sum()))]
