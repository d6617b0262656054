"""What a good table library gives with the obvious tree on top: the figure to stand beside."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

_KEYS = ("level1", "level2", "level3", "value")
_FIELDS = {
    "项目名称": "project_name",
    "主管部门": "department",
    "实施单位": "implementing_unit",
    "项目单位": "implementing_unit",
    "预算单位": "implementing_unit",
    "部门（单位）名称": "implementing_unit",
    "项目属性": "project_attribute",
    "项目期": "project_period",
    "项目负责人": "project_leader",
}
TableRow = Sequence[str | None]


def read_with_pdfplumber(data: bytes, name: str) -> Mapping[str, Any]:
    """Tables of a born-digital PDF, columns by their headers, merged cells filled down."""
    import pdfplumber

    del name
    with pdfplumber.open(BytesIO(data)) as pdf:
        rows = [row for page in pdf.pages for table in page.extract_tables() for row in table]
    fields: dict[str, str] = {}
    indicators: list[dict[str, str]] = []
    panels: list[dict[str, int]] = []
    last: list[dict[str, str]] = []
    for row in rows:
        texts = [_plain(cell) for cell in row]
        if "三级指标" in texts:
            panels = _panels(texts)
            last = [{} for _ in panels]
        elif panels:
            indicators += _indicators(row, panels, last)
        else:
            fields.update(_fields(texts))
    form = {"fields": fields, "funding": [], "goals": [], "indicators": indicators}
    return {"forms": [form]}


def _plain(cell: str | None) -> str:
    return re.sub(r"\s+", "", cell or "")


def _fields(texts: Sequence[str]) -> dict[str, str]:
    found = {}
    for place, text in enumerate(texts):
        if text in _FIELDS:
            found[_FIELDS[text]] = next((value for value in texts[place + 1 :] if value), "")
    return found


def _panels(texts: Sequence[str]) -> list[dict[str, int]]:
    """Column of each key, one dict a panel; level 1 is shared."""
    thirds = [place for place, text in enumerate(texts) if text == "三级指标"]
    panels = []
    for number, third in enumerate(thirds):
        end = thirds[number + 1] if number + 1 < len(thirds) else len(texts)
        columns = {"level3": third, "level2": third - 1}
        if "一级指标" in texts:
            columns["level1"] = texts.index("一级指标")
        columns.update({"value": texts.index("指标值", third, end)} if "指标值" in texts else {})
        panels.append(columns)
    return panels


def _indicators(
    row: TableRow, panels: Sequence[dict[str, int]], last: Sequence[dict[str, str]]
) -> list[dict[str, str]]:
    found = []
    names = ("medium_term", "annual") if len(panels) > 1 else ("annual",)
    for name, columns, seen in zip(names, panels, last, strict=False):
        texts = {key: _plain(row[place]) for key, place in columns.items() if place < len(row)}
        for key in ("level1", "level2"):
            seen[key] = texts.get(key) or seen.get(key, "")
        if texts.get("level3") or texts.get("value"):
            entry = {key: texts.get(key, "") for key in _KEYS} | seen
            found.append({"panel": name, **entry})
    return found
