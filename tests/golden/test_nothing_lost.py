"""The published JSON against the printed text: every cell is in it, and no text comes from elsewhere."""

import json
from pathlib import Path

import pytest

from extractor.engines import default_engines
from extractor.export.json_text import to_json
from extractor.form.rows import fold
from extractor.pipeline import Options, extract_document

SHARED = Path(__file__).parents[2].parent / "shared" / "forms" / "flattened"
INVENTED = """附件3

项目支出绩效目标申报表

(2024年度)

项目名称\t河道清淤\t\t项目类别\t延续项目
主管部门\t青禾县水务局\t\t编号\t水2024-7
项目资金(万元)\t中期资金总额:\t90\t年度资金总额:\t30
\t其中:财政拨款\t60\t其中:财政拨款\t
总体目标\t中期目标(2024年—2026年)\t\t年度目标\t
\t<p>三年清淤30公里。</p>\t\t清淤10公里。\t
绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t清淤长度\t≥30公里\t数量指标\t清淤长度\t≥10公里
\t\t\t……\t\t\t\t
\t效益指标\t生态效益指标\t水质\t达标\t\t水质\t达标\t多出一格

注：本表一式三份
"""
ENUMERATED = {
    "form_type", "scheme", "panel", "item", "kind", "operator", "flags", "unit", "base_unit",
    "period", "per", "scope", "amount", "amount_yuan", "inferred", "findings", "places",
    "classification", "confidence", "where", "numbers", "year", "pages",
}  # fmt: skip
STANDARD_LEVEL1 = {"产出指标", "成本指标", "效益指标", "满意度指标"}


def sources() -> list[tuple[str, str]]:
    shared = [(p.name, p.read_text(encoding="utf-8")) for p in sorted(SHARED.glob("*.txt"))]
    return [("invented", INVENTED), *shared]


def strings(value, key: str = "") -> list[str]:
    if key in ENUMERATED:
        return []
    if isinstance(value, str):
        return [fold(value)]
    if isinstance(value, dict):
        return [s for k, v in value.items() for s in strings(v, k)]
    if isinstance(value, list):
        return [s for item in value for s in strings(item, key)]
    return []


@pytest.mark.parametrize(("name", "text"), sources(), ids=lambda v: v[:12] if len(v) < 40 else "")
def test_the_json_holds_every_cell_and_nothing_else(name, text):
    extraction = extract_document(text.encode(), name, default_engines(), Options())
    forms = json.loads(to_json(extraction))["forms"]
    printed = [fold(c) for line in text.splitlines() for c in line.split("\t") if fold(c)]
    read = strings(forms)
    pool = "\n".join(read)
    assert [c for c in printed if c not in pool and not _in_two(c, pool)] == []
    whole = "".join(printed)
    assert [r for r in read if r not in whole and not _joined(r, printed)] == []


def _in_two(cell: str, pool: str) -> bool:
    """Label and value of one cell (金额:100万元), or two cells glued into one, are two texts."""
    return any(cell[:n].rstrip(":") in pool and cell[n:] in pool for n in range(2, len(cell)))


def _joined(text: str, printed: list[str]) -> bool:
    """Whether a text is a standard level name or a chain of printed cells (or of their halves)."""
    if text in STANDARD_LEVEL1 or not text:
        return True
    heads = {c for c in printed if text.startswith(c)}
    heads |= {text[:n] for n in range(2, len(text)) if any(text[:n] in c for c in printed)}
    return any(_joined(text[len(h) :], printed) for h in sorted(heads, key=len, reverse=True)[:3])
