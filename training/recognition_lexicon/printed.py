"""Lines of invented forms, printed in usual typefaces and scanned, faxed or photographed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from extractor.document import Pixels
from extractor.look.quads import crop_line, quad_bounds
from training.synthesis.contents.vocabulary import Department, departments
from training.synthesis.degradations import PageLevel, degrade
from training.synthesis.degradations.fonts import cjk_font
from training.synthesis.truth import TruthLine, TruthPage

TYPEFACES = (
    "Noto Serif CJK SC",
    "AR PL UKai CN",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK SC",
    "LXGW WenKai",
    "AR PL UMing CN",
    "AR PL SungtiL GB",
)
_POINTS = (8.0, 9.0, 10.5)
_DPI = 200.0
_SIZE = (1654, 2339)
_LEFT, _TOP, _COLUMN = 140, 150, 720
_MARGIN, _HEIGHT, _STEP = 0.15, 1.25, 1.9
"""Room beside a line, its height and the step to the next one, in heights of a character."""


@dataclass(frozen=True, slots=True, eq=False)
class PrintedLine:
    """A line and its pixels (H, W, 3) RGB on the damaged page."""

    text: str
    pixels: Pixels


def printed_lines(texts: Sequence[str], level: PageLevel, seed: int) -> list[PrintedLine]:
    """The lines of one page, two beside each other, in one typeface and size; those that damage
    put beyond the edge are left out. At most 80 texts of 24 characters.

    Raises:
        FileNotFoundError: no font with Chinese characters is on this machine.
    """
    page = degrade(_printed_page(texts, random.Random(seed)), level, seed)
    height, width = page.pixels.shape[:2]
    found = []
    for line in page.texts:
        x0, top, x1, bottom = quad_bounds(line.polygon)
        if x0 >= 0 and top >= 0 and x1 <= width and bottom <= height:
            found.append(PrintedLine(line.text, crop_line(page.pixels, line.polygon)))
    return found


def _printed_page(texts: Sequence[str], rng: random.Random) -> TruthPage:
    size = round(rng.choice(_POINTS) * _DPI / 72)
    font = cjk_font(rng.choice(TYPEFACES), size)
    if font is None:
        raise FileNotFoundError("没有中文字体。 No font with Chinese characters.")
    image = Image.new("RGB", _SIZE, "white")
    pen = ImageDraw.Draw(image)
    lines = []
    for number, text in enumerate(texts):
        x = _LEFT + number % 2 * _COLUMN
        y = _TOP + number // 2 * round(size * _STEP)
        pen.text((x, y), text, fill="black", font=font)
        left, right = x - size * _MARGIN, x + font.getlength(text) + size * _MARGIN
        corners = [[left, y], [right, y], [right, y + size * _HEIGHT], [left, y + size * _HEIGHT]]
        lines.append(TruthLine(text, np.array(corners, np.float32)))
    return TruthPage(np.asarray(image), _DPI, (), tuple(lines))


@dataclass(frozen=True, slots=True)
class Bureau:
    """What the forms of one bureau print again and again: names, and units of what it counts."""

    names: tuple[str, ...]
    units: tuple[str, ...]


def bureaus() -> tuple[Bureau, ...]:
    """One for each kind of department, always the same ones."""
    return tuple(_bureau(department) for department in departments())


def _bureau(words: Department) -> Bureau:
    lists = (words.projects, words.rates, words.economic, words.social, words.ecological)
    names = [name for group in (*lists, words.lasting, words.units) for name in group]
    names += [f"{thing}数量" for thing, _ in words.things]
    return Bureau(tuple(names), tuple(dict.fromkeys(unit for _, unit in words.things)))


def form_texts(bureau: Bureau, rng: random.Random, names: int = 24, values: int = 12) -> list[str]:
    """The lines of one form: names, some of them twice, and values with numbers."""
    chosen = rng.sample(bureau.names, min(names, len(bureau.names)))
    return chosen + [_value(bureau, rng) for _ in range(values)]


def _value(bureau: Bureau, rng: random.Random) -> str:
    unit = rng.choice(bureau.units)
    amount = rng.choice((str(rng.randint(1, 9999)), f"{rng.randint(1, 999)}.{rng.randint(1, 99)}"))
    kinds = (
        f"≥{amount}{unit}",
        f"不少于{amount}{unit}",
        f"{rng.randint(50, 100)}%",
        f"{amount}万元",
        f"20{rng.randint(20, 35)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        f"{rng.choice(bureau.names)}{rng.randint(2, 99)}{unit}",
    )
    return rng.choice(kinds)
