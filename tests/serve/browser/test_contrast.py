"""Text and marks stand out from their ground as WCAG 2.2 AA asks, in both schemes."""

import re
from itertools import product
from pathlib import Path

import pytest

STYLE = Path(__file__).parents[3] / "serve" / "web" / "style.css"
TEXT = 4.5
MARK = 3.0
GROUNDS = ("paper", "surface", "sunken", "hover")
INKS = ("ink", "ink-soft", "ink-faint", "accent-strong", "good", "warn", "bad")
PAIRS = (
    *product(INKS, GROUNDS),
    *product(("ink", "ink-soft"), ("accent-soft", "good-soft", "warn-soft", "bad-soft")),
    ("accent", "surface"),
    ("accent", "paper"),
    ("accent", "hover"),
    ("accent-strong", "accent-soft"),
    ("good", "good-soft"),
    ("warn", "warn-soft"),
    ("bad", "bad-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-bad", "bad"),
)
MARKS = tuple(
    product(
        ("line-strong", "focus", *(f"series-{number}" for number in range(1, 7))),
        ("paper", "surface", "sunken"),
    )
)


def schemes() -> dict[str, dict[str, str]]:
    """The colours of the light and the dark scheme, by name."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]
    light, dark = (colours for colours in found if colours)
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, 0–1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(PAIRS, TEXT), (MARKS, MARK)], ids=["text", "marks"])
def test_colours_stand_out(scheme: str, pairs: tuple[tuple[str, str], ...], least: float) -> None:
    colours = schemes()[scheme]
    weak = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in pairs
        if contrast(colours[pair[0]], colours[pair[1]]) < least
    }
    assert weak == {}


def test_dark_scheme_differs_from_the_light_one() -> None:
    found = schemes()
    assert luminance(found["dark"]["surface"]) < 0.1 < luminance(found["light"]["surface"])
