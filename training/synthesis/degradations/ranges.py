"""The ranges that a degraded page is drawn from. Chances are 0–1; (low, high) are uniform."""

from dataclasses import dataclass, field
from enum import StrEnum

Range = tuple[float, float]


class Backdrop(StrEnum):
    """What is seen where no sheet lies."""

    LID = "lid"
    BLACK = "black"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Shape:
    """How the sheet lies before the camera. `skew_degrees` and `corner_shift` (of the sides) are
    the most to either side, `curl` is a height as a part of the page's width, `margin` is what is
    seen around the sheet as a part of its sides (negative: cut off). Only by `cut_chance` does
    print get lost beyond the edges."""

    skew_degrees: float = 0.0
    corner_shift: float = 0.0
    curl: Range = (0.0, 0.0)
    curl_chance: float = 0.0
    margin: Range = (0.0, 0.0)
    backdrops: tuple[Backdrop, ...] = (Backdrop.LID,)
    cut_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class RuleWear:
    """Chances that some rules of a page are faint, broken or gone; `share` of its rules are."""

    faint_chance: float = 0.0
    broken_chance: float = 0.0
    missing_chance: float = 0.0
    share: Range = (0.1, 0.9)


@dataclass(frozen=True, slots=True)
class Ink:
    """What people put on the printed sheet. `seals` are the weights of 0, 1, 2 … seals."""

    seals: tuple[float, ...] = (1.0,)
    round_only: float = 1.0
    grey_seal_chance: float = 0.0
    handwriting_chance: float = 0.0
    underline_chance: float = 0.0
    tick_chance: float = 0.0
    highlighter_chance: float = 0.0
    watermark_chance: float = 0.0
    neighbour_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet itself. `white` is the grey level of blank paper, `tint` how much less of blue."""

    white: Range = (255.0, 255.0)
    tint: Range = (0.0, 0.0)
    uneven: Range = (0.0, 0.0)
    bleed_chance: float = 0.0
    fold_chance: float = 0.0
    hole_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class Capture:
    """Scanner or camera. Lengths are pixels at the drawn dpi, `noise` is a deviation in grey
    levels, `shade` how dark the darkest corner gets, `cast` how far the colours drift."""

    dpi: Range = (200.0, 200.0)
    blur: Range = (0.0, 0.0)
    motion: Range = (0.0, 0.0)
    motion_chance: float = 0.0
    noise: Range = (0.0, 0.0)
    shade: Range = (0.0, 0.0)
    shadow_chance: float = 0.0
    cast: float = 0.0
    gamma: Range = (1.0, 1.0)
    black: Range = (0.0, 0.0)
    streak_chance: float = 0.0
    jpeg_quality: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Bitonal:
    """Black and white: by chance, at a threshold (part of the paper's white) or an adaptive one;
    `half_rows_chance` is the standard resolution of fax machines, 204 × 98 dpi."""

    chance: float = 0.0
    threshold: Range = (0.55, 0.8)
    adaptive_chance: float = 0.0
    half_rows_chance: float = 0.0
    thicken_chance: float = 0.0
    thin_chance: float = 0.0
    pepper: Range = (0.0, 0.0)
    lost_rows_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class Degradation:
    """All ranges of one level; the default leaves a page as it is, at 200 dpi."""

    shape: Shape = field(default_factory=Shape)
    rules: RuleWear = field(default_factory=RuleWear)
    ink: Ink = field(default_factory=Ink)
    paper: Paper = field(default_factory=Paper)
    capture: Capture = field(default_factory=Capture)
    bitonal: Bitonal = field(default_factory=Bitonal)
