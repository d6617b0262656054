"""The guide shows its pictures, and its cases use the words of the interface."""

import re
from pathlib import Path

from PIL import Image

from annotations import guide
from annotations.guide.cases import guide_cases
from annotations.guide.draw import draw_cases
from annotations.labels import LABEL_WORDS

FOLDER = Path(guide.__file__).parent
TEXT = (FOLDER.parent / "GUIDE.md").read_text(encoding="utf-8")


def test_every_picture_is_shown_and_drawn() -> None:
    shown = set(re.findall(r"\(guide/(\w+)\.png\)", TEXT))
    assert shown == set(guide_cases())
    for name in shown:
        with Image.open(FOLDER / f"{name}.png") as image:
            assert image.width > 400


def test_cases_and_guide_use_the_words_of_the_interface() -> None:
    labels = {region.label for cases in guide_cases().values() for c in cases for region in c.drawn}
    assert labels <= set(LABEL_WORDS.values())
    for word in set(LABEL_WORDS.values()) - {"一级指标", "二级指标", "任务", "目标"}:
        assert word in TEXT


def test_the_pictures_are_those_of_the_script(cjk_font: str) -> None:
    for name, cases in guide_cases().items():
        with Image.open(FOLDER / f"{name}.png") as image:
            assert draw_cases(cases).size == image.size
