"""Draw the cases of GUIDE.md from an invented form: `python -m annotations.guide.draw`."""

import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from annotations.guide.cases import Box, Case, Drawn, guide_cases

Color = tuple[int, int, int]

HERE = Path(__file__).parent
GREEN: Color = (30, 140, 60)
RED: Color = (205, 30, 30)
GREY: Color = (120, 120, 120)
BLACK: Color = (20, 20, 20)
COLORS: dict[str, Color] = {
    "一级指标": (212, 56, 13),
    "二级指标": (212, 136, 6),
    "三级指标": (56, 158, 13),
    "指标值": (9, 109, 217),
    "字段值": (146, 84, 222),
    "标签": (140, 140, 140),
    "空行": (160, 160, 160),
    "表外文字": (160, 160, 160),
}
_WIDTH = 620
_TEXT = 16
_SMALL = 13


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    command = ["fc-match", "-f", "%{file}", ":lang=zh-cn"]
    path = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return ImageFont.truetype(path, size)


def _draw_case(case: Case) -> Image.Image:
    boxes = [cell.box for cell in case.printed] + [region.box for region in case.drawn]
    height = round(max(box[3] for box in boxes))
    image = Image.new("RGB", (_WIDTH, height + 56), (255, 255, 255))
    draw = ImageDraw.Draw(image, "RGBA")
    color = GREEN if case.is_right else RED
    mark = "对 ✓" if case.is_right else "错 ×"
    draw.text((20, 8), f"{mark}  {case.words}", fill=color, font=_font(_TEXT))
    for cell in case.printed:
        box = _down(cell.box)
        draw.rectangle(box, outline=GREY, width=1)
        draw.text(
            ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2 - 8),
            cell.text,
            fill=BLACK,
            font=_font(_TEXT),
            anchor="mm",
        )
    for region in case.drawn:
        _draw_region(draw, region)
    for child, parent in case.links:
        start, end = _middle(_down(child)), _middle(_down(parent))
        draw.line((*start, *end), fill=(200, 0, 140, 255), width=3)
        draw.ellipse((end[0] - 5, end[1] - 5, end[0] + 5, end[1] + 5), fill=(200, 0, 140, 255))
    return image


def _draw_region(draw: ImageDraw.ImageDraw, region: Drawn) -> None:
    color = COLORS[region.label]
    x0, top, x1, bottom = _down(region.box)
    inner = (x0 + 2, top + 2, x1 - 2, bottom - 2)
    draw.rectangle(inner, outline=(*color, 255), fill=(*color, 26), width=2)
    words = f"{region.label} {region.note}".strip()
    draw.text((x0 + 5, bottom - 4), words, fill=(*color, 255), font=_font(_SMALL), anchor="ls")


def _down(box: Box) -> Box:
    return (box[0], box[1] + 40, box[2], box[3] + 40)


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + 12, (box[1] + box[3]) / 2)


def _stack(images: Sequence[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (_WIDTH, sum(image.height for image in images)), (255, 255, 255))
    top = 0
    for image in images:
        sheet.paste(image, (0, top))
        top += image.height
    return sheet.quantize(64)


def draw_cases(cases: Sequence[Case]) -> Image.Image:
    """One picture of cases, one below the other."""
    return _stack([_draw_case(case) for case in cases])


def main() -> None:
    """Write one PNG a case beside this file."""
    for name, cases in guide_cases().items():
        draw_cases(cases).save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
