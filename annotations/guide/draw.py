"""Draw the cases of GUIDE.md from an invented form: `python -m annotations.guide.draw`."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Box = tuple[float, float, float, float]
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
_ROW = 54
_TEXT = 16
_SMALL = 13


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed cell: its box and its text."""

    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A region that an annotator drew: its box, its label, and what is written beside it."""

    box: Box
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One picture: the print, and the right (or wrong) regions on it, with a line of words."""

    words: str
    printed: Sequence[Printed]
    drawn: Sequence[Drawn]
    is_right: bool
    links: Sequence[tuple[Box, Box]] = ()


def _columns(*edges: float) -> list[tuple[float, float]]:
    return list(pairwise(edges))


L1, L2, L3, VALUE = _columns(20, 110, 220, 430, 600)


def _cell(column: tuple[float, float], first: float, rows: float, text: str) -> Printed:
    return Printed((column[0], first * _ROW, column[1], (first + rows) * _ROW), text)


TREE = (
    _cell(L1, 0, 3, "产出指标"),
    _cell(L2, 0, 2, "数量指标"),
    _cell(L2, 2, 1, "质量指标"),
    _cell(L3, 0, 1, "新建村级卫生室数量"),
    _cell(VALUE, 0, 1, "≥6个"),
    _cell(L3, 1, 1, "培训乡村医生人次"),
    _cell(VALUE, 1, 1, "≥120人次"),
    _cell(L3, 2, 1, "工程验收合格率"),
    _cell(VALUE, 2, 1, "100%"),
)
LABELS = ("一级指标", "二级指标", "二级指标", *("三级指标", "指标值") * 3)


def _as_printed(cells: Sequence[Printed], labels: Sequence[str]) -> list[Drawn]:
    return [Drawn(cell.box, label) for cell, label in zip(cells, labels, strict=True)]


def _cases() -> dict[str, list[Case]]:
    level1 = TREE[0].box
    short1 = (level1[0], level1[1], level1[2], level1[1] + _ROW)
    right_tree = _as_printed(TREE, LABELS)
    value = _cell(VALUE, 0, 1, "≥95％（含）")
    name = _cell(L3, 0, 1, "群众满意渡")
    page1 = _cell(L2, 0, 1, "社会效益指标")
    page2 = _cell(L3, 1.6, 1, "惠及脱贫户数")
    part1, part2 = _cell(L3, 0, 1, "完善山洪灾害监测"), _cell(L3, 1.6, 1, "预警设施的乡镇数")
    row = _cell(L3, 0, 1, "……")
    blank = _cell(VALUE, 0, 1, "")
    stamp = Printed((430, 70, 600, 116), "青禾县财政局（印）")
    merged = (L3[0], 0.0, L3[1], 2.0 * _ROW)
    loose = (VALUE[0] + 55, 8.0, VALUE[1] - 55, 34.0)
    return {
        "text": [
            Case(
                "照录：错字、标点、全角都不改",
                (name, value),
                (
                    Drawn(name.box, "三级指标", "群众满意渡"),
                    Drawn(value.box, "指标值", "≥95％（含）"),
                ),
                True,
            ),
            Case(
                "不要替印刷者改字",
                (name, value),
                (
                    Drawn(name.box, "三级指标", "群众满意度"),
                    Drawn(value.box, "指标值", ">=95%"),
                ),
                False,
            ),
        ],
        "levels": [
            Case("一级、二级框盖住它的所有行", TREE, right_tree, True),
            Case(
                "一级框太短：后两行没有上级",
                TREE,
                [Drawn(short1, "一级指标"), *right_tree[1:]],
                False,
            ),
        ],
        "boxes": [
            Case(
                "一格一框，边在格线上",
                TREE[3:5] + TREE[5:7],
                _as_printed(TREE[3:7], LABELS[3:7]),
                True,
            ),
            Case(
                "两格并作一框；框只圈住字",
                TREE[3:5] + TREE[5:7],
                [
                    Drawn(merged, "三级指标"),
                    Drawn(loose, "指标值"),
                    *_as_printed((TREE[6],), ("指标值",)),
                ],
                False,
            ),
        ],
        "pages": [
            Case(
                "上级在前一页：画“父级”关系",
                (page1, page2),
                (
                    Drawn(page1.box, "二级指标", "第1页"),
                    Drawn(page2.box, "三级指标", "第2页"),
                ),
                True,
                ((page2.box, page1.box),),
            ),
            Case(
                "一格跨页：文字写在前一格，后一格标“续上页”",
                (part1, part2),
                (
                    Drawn(part1.box, "三级指标", "…监测预警设施的乡镇数"),
                    Drawn(part2.box, "三级指标", "(空) 续上页"),
                ),
                True,
                ((part2.box, part1.box),),
            ),
        ],
        "blanks": [
            Case(
                "“……”是空行；空格子留空；印章是表外文字",
                (row, blank, stamp),
                (
                    Drawn(row.box, "空行"),
                    Drawn(blank.box, "指标值", "(空)"),
                    Drawn(stamp.box, "表外文字"),
                ),
                True,
            ),
        ],
        "levels_of_words": [
            Case(
                "级别看位置和列，不看字面",
                (
                    _cell(L2, 0, 1, "成本指标"),
                    _cell(L3, 0, 1, "成本指标控制率"),
                    _cell(VALUE, 0, 1, "≤100%"),
                ),
                (
                    Drawn((L2[0], 0, L2[1], _ROW), "二级指标"),
                    Drawn((L3[0], 0, L3[1], _ROW), "三级指标"),
                    Drawn((VALUE[0], 0, VALUE[1], _ROW), "指标值"),
                ),
                True,
            ),
        ],
    }


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


def main() -> None:
    """Write one PNG a case beside this file."""
    for name, cases in _cases().items():
        _stack([_draw_case(case) for case in cases]).save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
