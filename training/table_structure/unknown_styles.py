"""Table styles that no training page has: what people would correct on them is tried out here."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

import numpy as np

from training.synthesis.browser import Browser
from training.synthesis.corpus import Split, SyntheticForm, sample_form
from training.synthesis.printing.look import DPI, Look, RulePattern, Ruling, Stroke, sample_rules
from training.synthesis.printing.setting import set_form
from training.synthesis.truth import Direction, Pixels, TruthCell, TruthPage, TruthTable

_TINTS = ((221, 235, 247), (226, 239, 218), (217, 225, 242), (237, 237, 237), (252, 228, 214))
_WHITE_PT = (0.75, 1.0, 1.5)


class Style(StrEnum):
    """What is unlike the pages of training."""

    FAINT = "faint"  # rules hardly darker than the paper
    DOUBLE = "double"  # double rules between cells
    WHITE = "white"  # white rules on tinted cells
    ZEBRA = "zebra"  # every other row tinted, no rules
    DENSE = "dense"  # no rules, and little space between cells


def styled_pages(style: Style, seeds: Iterable[int]) -> Iterator[tuple[int, TruthPage]]:
    """Clean pages of one form a seed, with the seed."""
    with Browser() as browser:
        for seed in seeds:
            form = sample_form(seed, Split.TRAIN)
            rng = np.random.default_rng([seed, list(Style).index(style)])
            look = _look(form, style, rng)
            for page in set_form(browser, form.blocks, look).pages:
                yield seed, _painted(page, style, rng)


def _look(form: SyntheticForm, style: Style, rng: np.random.Generator) -> Look:
    look = form.look
    ruled = replace(sample_rules(rng, Ruling.RULED), stroke=Stroke.SOLID)
    ruled = replace(ruled, outer_stroke=Stroke.SOLID)
    match style:
        case Style.FAINT:
            grey = int(rng.integers(205, 236))
            return replace(look, rules=replace(ruled, darkness=grey))
        case Style.DOUBLE:
            width = float(rng.choice((0.25, 0.35, 0.5)))
            rules = replace(ruled, width_pt=width, outer_pt=width, darkness=0)
            rules = replace(rules, stroke=Stroke.DOUBLE, outer_stroke=Stroke.DOUBLE)
            return replace(look, rules=rules)
        case Style.WHITE | Style.ZEBRA:
            rules = replace(ruled, pattern=RulePattern.NONE)
            return replace(look, rules=rules, head_fill="", label_fill="")
        case Style.DENSE:
            padding = (float(rng.uniform(0.2, 1.2)), float(rng.uniform(1.0, 3.0)))
            rules = replace(ruled, pattern=RulePattern.NONE)
            return replace(look, rules=rules, padding_pt=padding, row_pt=0.0, line_height=1.2)


def _painted(page: TruthPage, style: Style, rng: np.random.Generator) -> TruthPage:
    if style not in (Style.WHITE, Style.ZEBRA):
        return page
    tint = _TINTS[int(rng.integers(len(_TINTS)))]
    width = max(1, round(float(rng.choice(_WHITE_PT)) * DPI / 72))
    pixels = page.pixels.copy()
    for table in page.tables:
        for cell in table.cells:
            if style is Style.WHITE or cell.row % 2 == 1:
                _fill(pixels, cell, tint)
        if style is Style.WHITE:
            _white_rules(pixels, table, width)
    return replace(page, pixels=pixels)


def _fill(pixels: Pixels, cell: TruthCell, tint: tuple[int, int, int]) -> None:
    x0, top = np.rint(cell.polygon.min(axis=0)).astype(int)
    x1, bottom = np.rint(cell.polygon.max(axis=0)).astype(int)
    area = pixels[top : bottom + 1, x0 : x1 + 1]
    np.minimum(area, np.array(tint, np.uint8), out=area)


def _white_rules(pixels: Pixels, table: TruthTable, width: int) -> None:
    for boundary in table.boundaries:
        (x0, top), (x1, bottom) = np.rint(boundary.points[[0, -1]]).astype(int)
        half = width // 2
        if boundary.direction is Direction.ACROSS:
            pixels[top - half : top - half + width, x0 : x1 + 1] = 255
        else:
            pixels[top : bottom + 1, x0 - half : x0 - half + width] = 255
