"""The cases of the guide: what is printed, and right and wrong regions on it. All invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in pixels of the picture."""
Column = tuple[float, float]

ROW = 54
"""The height of a printed row in pixels."""

L1, L2, L3, VALUE = pairwise((20.0, 110.0, 220.0, 430.0, 600.0))


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
    """The print, and the right (or wrong) regions on it, with a line of words. `links` go from a
    cell to the one it belongs to."""

    words: str
    printed: Sequence[Printed]
    drawn: Sequence[Drawn]
    is_right: bool = True
    links: Sequence[tuple[Box, Box]] = ()


def guide_cases() -> dict[str, list[Case]]:
    """The cases of each picture, by the name of its file."""
    return {
        "text": _texts(),
        "levels": _levels(),
        "levels_of_words": [_words()],
        "boxes": _boxes(),
        "pages": _pages(),
        "blanks": [_blanks()],
    }


def _cell(column: Column, first: float, rows: float, text: str) -> Printed:
    return Printed((column[0], first * ROW, column[1], (first + rows) * ROW), text)


def _on(cells: Sequence[Printed], *labels: str) -> list[Drawn]:
    """Regions that lie on printed cells; a note stands behind a slash."""
    found = []
    for cell, words in zip(cells, labels, strict=True):
        label, _, note = words.partition("/")
        found.append(Drawn(cell.box, label, note))
    return found


_TREE = (
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
_LEVELS = ("一级指标", "二级指标", "二级指标", *("三级指标", "指标值") * 3)


def _texts() -> list[Case]:
    cells = (_cell(L3, 0, 1, "群众满意渡"), _cell(VALUE, 0, 1, "≥95％（含）"))
    right = _on(cells, "三级指标/群众满意渡", "指标值/≥95％（含）")
    wrong = _on(cells, "三级指标/群众满意度", "指标值/>=95%")
    return [
        Case("照录：错字、标点、全角都不改", cells, right),
        Case("不要替印刷者改字", cells, wrong, is_right=False),
    ]


def _levels() -> list[Case]:
    right = _on(_TREE, *_LEVELS)
    x0, top, x1, _ = _TREE[0].box
    short = Drawn((x0, top, x1, top + ROW), "一级指标")
    return [
        Case("一级、二级框盖住它的所有行", _TREE, right),
        Case("一级框太短：后两行没有上级", _TREE, [short, *right[1:]], is_right=False),
    ]


def _words() -> Case:
    cells = (
        _cell(L2, 0, 1, "成本指标"),
        _cell(L3, 0, 1, "成本指标控制率"),
        _cell(VALUE, 0, 1, "≤100%"),
    )
    return Case("级别看位置和列，不看字面", cells, _on(cells, "二级指标", "三级指标", "指标值"))


def _boxes() -> list[Case]:
    cells = _TREE[3:7]
    merged = Drawn((L3[0], 0.0, L3[1], 2.0 * ROW), "三级指标")
    loose = Drawn((VALUE[0] + 55, 8.0, VALUE[1] - 55, 34.0), "指标值")
    wrong = [merged, loose, *_on(_TREE[6:7], "指标值")]
    return [
        Case("一格一框，边在格线上", cells, _on(cells, *_LEVELS[3:7])),
        Case("两格并作一框；框只圈住字", cells, wrong, is_right=False),
    ]


def _pages() -> list[Case]:
    above, below = _cell(L2, 0, 1, "社会效益指标"), _cell(L3, 1.6, 1, "惠及脱贫户数")
    first, rest = _cell(L3, 0, 1, "完善山洪灾害监测"), _cell(L3, 1.6, 1, "预警设施的乡镇数")
    parent = _on((above, below), "二级指标/第1页", "三级指标/第2页")
    parts = _on((first, rest), "三级指标/…监测预警设施的乡镇数", "三级指标/(空) 续上页")
    return [
        Case("上级在前一页：画“父级”关系", (above, below), parent, links=((below.box, above.box),)),
        Case(
            "一格跨页：文字写在前一格，后一格标“续上页”，画“续接”",
            (first, rest),
            parts,
            links=((rest.box, first.box),),
        ),
    ]


def _blanks() -> Case:
    cells = (
        _cell(L3, 0, 1, "……"),
        _cell(VALUE, 0, 1, ""),
        Printed((430.0, 70.0, 600.0, 116.0), "青禾县财政局（印）"),
    )
    words = "“……”是空行；空格子留空；印章是表外文字"
    return Case(words, cells, _on(cells, "空行", "指标值/(空)", "表外文字"))
