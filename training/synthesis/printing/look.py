"""How a form is set: paper, fonts, space, fills and rules."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from training.synthesis.contents.draw import chance, pick, pick_weighted
from training.synthesis.style import A4_MM, Orientation

DPI = 200.0
"""Of every rendered page."""


class Ruling(StrEnum):
    """How much of the cell borders is drawn."""

    RULED = "ruled"
    PARTLY = "partly"
    BORDERLESS = "borderless"


class RulePattern(StrEnum):
    """Which borders are drawn."""

    ALL = "all"
    THREE_LINES = "three_lines"  # above and below the column heads, below the table
    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    NO_SIDES = "no_sides"  # the left and right border are missing
    NO_OUTER = "no_outer"
    BLOCKS = "blocks"  # no lines between the rows of one level-2 block
    OUTER = "outer"  # only the frame and the column heads
    BROKEN = "broken"  # some stretches are missing
    HEAD_ONLY = "head_only"  # the part above the indicators is ruled
    TREE_ONLY = "tree_only"  # the indicators are ruled
    NONE = "none"


class Stroke(StrEnum):
    """How a rule is drawn."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"
    DOUBLE = "double"


class BreakStyle(StrEnum):
    """Where a page break cuts a table."""

    BETWEEN_ROWS = "between_rows"
    INSIDE_ROW = "inside_row"


class CutLabel(StrEnum):
    """On which part the text of a merged cell is printed that a page break cuts."""

    FIRST = "first"
    SECOND = "second"
    MIDDLE = "middle"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class RuleLook:
    """Rules: their pattern, widths in points, strokes, darkness (0 black, 255 white). `snapped`
    rules fill whole pixels. `missing` is the share of stretches that BROKEN leaves out."""

    pattern: RulePattern
    width_pt: float
    outer_pt: float
    stroke: Stroke
    outer_stroke: Stroke
    darkness: int
    snapped: bool
    missing: float
    seed: int


@dataclass(frozen=True, slots=True)
class BreakLook:
    """Page breaks: where they cut, where labels go, whether the border is drawn at the cut."""

    style: BreakStyle
    labels: CutLabel
    bordered: bool


@dataclass(frozen=True, slots=True)
class Look:
    """How a form is set. Sizes in points, margins (top, right, bottom, left) in millimetres;
    `top_gap_mm` is left free above the first page, `gap_em` below paragraphs; `table_share` is
    the table's part of the text width; `aligns` are the CSS alignments of labels, values and long
    texts; fills are CSS colours, '' for none."""

    font: str
    title_font: str
    size_pt: float
    title_scale: float
    line_height: float
    orientation: Orientation
    margins_mm: tuple[float, float, float, float]
    top_gap_mm: float
    gap_em: float
    table_share: float
    table_align: str
    padding_pt: tuple[float, float]
    row_pt: float
    aligns: tuple[str, str, str]
    vertical: str
    money_align: str
    ink: int
    head_fill: str
    label_fill: str
    bold_heads: str
    spacing_pt: float
    page_number: str
    rules: RuleLook
    breaks: BreakLook

    @property
    def paper_px(self) -> tuple[int, int]:
        """(width, height) of the page image."""
        width, height = (round(side * DPI / 25.4) for side in A4_MM)
        return (width, height) if self.orientation is Orientation.PORTRAIT else (height, width)


TRAIN_FONTS = {
    "Noto Serif CJK SC": 3.0,
    "Noto Sans CJK SC": 2.5,
    "AR PL UMing CN": 3.0,
    "AR PL SungtiL GB": 2.5,
    "AR PL KaitiM GB": 1.2,
    "WenQuanYi Zen Hei": 1.2,
    "WenQuanYi Micro Hei": 1.2,
    "LXGW WenKai": 1.0,
}
UNSEEN_FONTS = {"AR PL UKai CN": 1.0, "cwTeXFangSong": 1.0}
RULINGS = {Ruling.RULED: 0.55, Ruling.PARTLY: 0.33, Ruling.BORDERLESS: 0.12}
_PARTLY = {
    RulePattern.THREE_LINES: 1.5,
    RulePattern.HORIZONTAL: 2,
    RulePattern.VERTICAL: 0.7,
    RulePattern.NO_SIDES: 1.5,
    RulePattern.NO_OUTER: 1,
    RulePattern.BLOCKS: 1.5,
    RulePattern.OUTER: 1,
    RulePattern.BROKEN: 2.5,
    RulePattern.HEAD_ONLY: 0.6,
    RulePattern.TREE_ONLY: 0.6,
}
_STROKES = {Stroke.SOLID: 20.0, Stroke.DASHED: 1.0, Stroke.DOTTED: 1.5}
_GREYS = ("#e8e8e8", "#d9d9d9", "#f2f2f2", "#e7e6e6", "#dbe5f1", "#eaf1dd", "#fdf2d0", "#ddebf7")


def sample_look(rng: np.random.Generator, font: str, ruling: Ruling, columns: int) -> Look:
    """A look for a table of so many columns; wide tables are set smaller or lie on the side."""
    lying = chance(rng, 0.85 if columns > 11 else 0.35 if columns > 7 else 0.08)
    open_space = ruling is Ruling.BORDERLESS
    size = float(rng.uniform(7.5, 9.5) if columns > 9 else rng.triangular(7.5, 10, 14))
    side = float(rng.uniform(12, 32))
    share = 1.0 if columns > 8 or chance(rng, 0.7) else float(rng.uniform(0.72, 0.98))
    padding = (float(rng.uniform(0.4, 4.5)), float(rng.uniform(1.0, 6.0)))
    if open_space:
        padding = (float(rng.uniform(2.5, 6.5)), float(rng.uniform(4.5, 9.0)))
    return Look(
        font=font,
        title_font=pick(rng, (font, font, "Noto Sans CJK SC", "Noto Serif CJK SC")),
        size_pt=round(size * 2) / 2,
        title_scale=float(rng.uniform(1.1, 2.0)),
        line_height=float(rng.uniform(1.05, 1.6)),
        orientation=Orientation.LANDSCAPE if lying else Orientation.PORTRAIT,
        margins_mm=(
            float(rng.uniform(10, 30)),
            side,
            float(rng.uniform(12, 30)),
            side + float(rng.uniform(-4, 4)),
        ),
        top_gap_mm=float(rng.uniform(5, 120)) if chance(rng, 0.12) else 0.0,
        gap_em=float(rng.uniform(0.05, 1.0)),
        table_share=share,
        table_align=pick(rng, ("0 auto", "0", "0 0 0 auto")),
        padding_pt=padding,
        row_pt=float(rng.uniform(10, 34)) if chance(rng, 0.6) else 0.0,
        aligns=_aligns(rng, ruling),
        vertical=pick_weighted(rng, {"middle": 8, "top": 1.3, "bottom": 0.5}),
        money_align=pick_weighted(rng, {"": 6, "right": 2, "left": 1}),
        ink=int(rng.integers(0, 90)) if chance(rng, 0.3) else 0,
        head_fill=pick(rng, _GREYS) if chance(rng, 0.18) else "",
        label_fill=pick(rng, _GREYS) if chance(rng, 0.08) else "",
        bold_heads=pick_weighted(rng, {"normal": 3, "bold": 1}),
        spacing_pt=float(rng.uniform(0.2, 1.2)) if chance(rng, 0.08) else 0.0,
        page_number=pick_weighted(
            rng, {"": 4, "{n}": 2, "- {n} -": 1.5, "第{n}页": 1, "— {n} —": 1}
        ),
        rules=sample_rules(rng, ruling),
        breaks=BreakLook(
            pick_weighted(rng, {BreakStyle.BETWEEN_ROWS: 3, BreakStyle.INSIDE_ROW: 1}),
            pick_weighted(
                rng, {CutLabel.FIRST: 3, CutLabel.SECOND: 1, CutLabel.MIDDLE: 2, CutLabel.BOTH: 1}
            ),
            chance(rng, 0.6),
        ),
    )


def _aligns(rng: np.random.Generator, ruling: Ruling) -> tuple[str, str, str]:
    if ruling is Ruling.BORDERLESS:
        side = pick_weighted(rng, {"left": 3, "center": 2})
        return side, side, "left"
    label = pick_weighted(rng, {"center": 9, "left": 1.5, "justify": 0.3})
    value = pick_weighted(rng, {"center": 6, "left": 3, "right": 0.5})
    return label, value, pick_weighted(rng, {"left": 7, "center": 2, "justify": 1})


def sample_rules(rng: np.random.Generator, ruling: Ruling) -> RuleLook:
    """Rules of a pattern that fits the ruling."""
    pattern = {Ruling.RULED: RulePattern.ALL, Ruling.BORDERLESS: RulePattern.NONE}.get(ruling)
    width = float(pick(rng, (0.25, 0.35, 0.5, 0.5, 0.5, 0.75, 0.75, 1.0, 1.0, 1.25, 1.5)))
    heavier = chance(rng, 0.2)
    stroke = pick_weighted(rng, _STROKES)
    return RuleLook(
        pattern=pattern or pick_weighted(rng, _PARTLY),
        width_pt=width,
        outer_pt=min(width * float(rng.uniform(1.3, 3)), 2.0) if heavier else width,
        stroke=stroke,
        outer_stroke=Stroke.DOUBLE if chance(rng, 0.04) else Stroke.SOLID if heavier else stroke,
        darkness=int(rng.integers(30, 165 if width > 0.5 else 110)) if chance(rng, 0.25) else 0,
        snapped=chance(rng, 0.6),
        missing=float(rng.uniform(0.04, 0.35)),
        seed=int(rng.integers(2**31)),
    )
