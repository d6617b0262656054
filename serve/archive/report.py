"""A report on an archive: one page of HTML, its pictures drawn in it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from extractor.export.terminal_text import display_width
from serve.archive.queries import Answer, Queries
from serve.archive.questions import QUESTIONS

_WIDTH, _BAR, _GAP, _LABEL = 720, 22, 6, 240
_LABEL_CELLS = 32  # half the width of a Chinese character
_TOTALS = """
    SELECT count(*), count(*) FILTER (state = 'done'), count(*) FILTER (state = 'quarantined'),
           sum(pages), sum(forms), sum(indicators), sum(doubtful), sum(errors), sum(warnings)
    FROM documents
"""
_TOTAL_NAMES = (
    *("文件 documents", "已读 read", "隔离 quarantined", "页 pages", "表 forms"),
    *("指标 indicators", "待核对 doubtful values", "错误 errors", "警告 warnings"),
)
_CONFIDENCE = """
    SELECT least(floor(confidence * 20) / 20, 0.95) AS low, count(*) FROM indicators
    WHERE confidence IS NOT NULL GROUP BY low ORDER BY low
"""
_BY_YEAR = "SELECT coalesce(year::VARCHAR, '未印 none'), count(*) FROM forms GROUP BY 1 ORDER BY 1"
_CONCEPTS = """
    SELECT concept_name, count(*) AS uses FROM indicators WHERE concept_name IS NOT NULL
    GROUP BY concept_name ORDER BY uses DESC LIMIT 20
"""
_CONCEPT_YEARS = """
    WITH most AS (
        SELECT concept_name FROM indicators WHERE concept_name IS NOT NULL AND year IS NOT NULL
        GROUP BY concept_name ORDER BY count(*) DESC LIMIT 12)
    SELECT concept_name, year, count(*) FROM indicators SEMI JOIN most USING (concept_name)
    WHERE year IS NOT NULL GROUP BY 1, 2
"""
_UNITS = """
    SELECT coalesce(department, '未印 none') AS name, count(DISTINCT sha256) AS documents,
           count(*) AS forms, sum(indicators) AS indicators, round(avg(confidence), 3) AS confidence
    FROM forms GROUP BY name ORDER BY indicators DESC LIMIT 30
"""
_FINDINGS = """
    SELECT rule || ' (' || severity || ')', count(*) AS found FROM findings
    GROUP BY rule, severity ORDER BY found DESC LIMIT 20
"""
_STEPS = """
    UNPIVOT (
        SELECT sum(fetch_seconds) AS "取得 fetch", sum(open_seconds) AS "打开解码 open",
               sum(look_seconds) AS "版面 look", sum(recognise_seconds) AS "识别 recognise",
               sum(tables_seconds) AS "表格 tables", sum(forms_seconds) AS "表单 forms",
               sum(meaning_seconds) AS "含义 meaning", sum(write_seconds) AS "写出 write",
               sum(rows_seconds) AS "入表 rows"
        FROM costs)
    ON COLUMNS(*) INTO NAME step VALUE seconds
"""
_KINDS = """
    SELECT kind, count(*) AS documents, sum(pages) AS pages,
           round(sum(seconds) / count(*), 2) AS seconds_a_document,
           round(sum(seconds) / sum(pages), 2) AS seconds_a_page,
           round(sum(processor_seconds) / sum(pages), 2) AS processor_seconds_a_page,
           max(peak_bytes) // 1048576 AS most_mebibytes
    FROM costs WHERE kind IS NOT NULL GROUP BY kind ORDER BY sum(seconds) DESC
"""
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2733; --paper: #fff; --line: #d5dce4; --bar: #2f6db5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e3e9f0; --paper: #12181f; --line: #33404d; --bar: #6ea8e8; } }
body { font: 15px/1.55 system-ui, "Noto Sans CJK SC", sans-serif; color: var(--ink);
  background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
.totals { display: flex; flex-wrap: wrap; gap: .8rem; padding: 0; list-style: none; }
.totals li { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .9rem; }
.totals b { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 13px; }
.bar { fill: var(--bar); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; }
td, th { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } .faint { opacity: .7; }
"""


def report_page(queries: Queries, name: str) -> str:
    """The page. Raises ArchiveQueryError where the archive cannot be asked."""
    parts = [
        _totals(queries.ask(_TOTALS)),
        _section("每年的表 Forms by year", _bars(queries.ask(_BY_YEAR).rows)),
        _section("把握 Confidence of indicators", _bars(_ranges(queries.ask(_CONFIDENCE).rows))),
        _section("最常用的标准指标 Standard indicators", _bars(queries.ask(_CONCEPTS).rows)),
        _section(
            "标准指标逐年 Standard indicators by year", _heat(queries.ask(_CONCEPT_YEARS).rows)
        ),
        _section("部门 Departments", _table(queries.ask(_UNITS))),
        _section("发现的问题 Findings", _bars(queries.ask(_FINDINGS).rows)),
        _section("待核对的文件 Documents to review", _table(_asked(queries, "review"))),
        _section("未读的文件 Documents that were not read", _table(_asked(queries, "unread"))),
        _section("时间用在哪里（秒） Where the time goes (s)", _bars(_seconds(queries))),
        _section("各类文件的用时 Time by kind", _table(queries.ask(_KINDS))),
    ]
    made = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>档案报告 {escape(name)}</title><style>{_STYLE}</style>"
        f"<h1>档案报告 Report on an archive</h1><p class=faint>{escape(name)} · {made}</p>"
        + "".join(parts)
        + "</html>\n"
    )


def _asked(queries: Queries, question: str) -> Answer:
    return queries.ask(QUESTIONS[question].sql)


def _totals(answer: Answer) -> str:
    (row,) = answer.rows
    entries = zip(_TOTAL_NAMES, row, strict=True)
    items = "".join(f"<li><b>{int(value or 0):,}</b>{name}</li>" for name, value in entries)
    return f'<ul class="totals">{items}</ul>'


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body or '<p class=faint>无 None</p>'}</section>"


def _ranges(rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, int]]:
    return [(f"{low:.2f}–{low + 0.05:.2f}", count) for low, count in rows]


def _seconds(queries: Queries) -> list[tuple[str, float]]:
    return [(step, round(seconds, 1)) for step, seconds in queries.ask(_STEPS).rows]


def _bars(rows: Sequence[tuple[Any, ...]]) -> str:
    """A bar a row, of (name, number)."""
    if not rows:
        return ""
    most = max(count for _, count in rows) or 1
    height = len(rows) * (_BAR + _GAP)
    room = _WIDTH - _LABEL - 90
    drawn = "".join(_bar(place, row, room / most) for place, row in enumerate(rows))
    return f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img">{drawn}</svg>'


def _bar(place: int, row: tuple[Any, ...], scale: float) -> str:
    name, count = row
    top, length = place * (_BAR + _GAP), max(1.0, count * scale)
    middle = top + _BAR * 0.7
    return (
        f'<text x="{_LABEL - 8}" y="{middle:.0f}" text-anchor="end">{_short(name)}</text>'
        f'<rect class="bar" x="{_LABEL}" y="{top}" width="{length:.1f}" height="{_BAR}" rx="3"/>'
        f'<text x="{_LABEL + length + 6:.0f}" y="{middle:.0f}">{count:,}</text>'
    )


def _heat(rows: Sequence[tuple[Any, ...]]) -> str:
    """A square for each name and year, the darker the more."""
    if not rows:
        return ""
    years = sorted({year for _, year, _ in rows})
    totals: dict[str, int] = {}
    for name, _, count in rows:
        totals[name] = totals.get(name, 0) + count
    names = sorted(totals, key=lambda name: (-totals[name], name))
    most = max(count for *_, count in rows)
    step = min(64.0, (_WIDTH - _LABEL) / len(years))
    drawn = [
        f'<text x="{_LABEL + (at + 0.5) * step:.0f}" y="14" text-anchor="middle">{year}</text>'
        for at, year in enumerate(years)
    ]
    for name, year, count in rows:
        x = _LABEL + years.index(year) * step
        top = 22 + names.index(name) * (_BAR + _GAP)
        drawn.append(
            f'<rect class="bar" x="{x:.1f}" y="{top}" width="{step - 3:.1f}" height="{_BAR}" rx="3"'
            f' opacity="{0.15 + 0.85 * count / most:.2f}"><title>{_short(name)} {year}: {count:,}'
            "</title></rect>"
        )
    drawn += [
        f'<text x="{_LABEL - 8}" y="{22 + at * (_BAR + _GAP) + 16}" text-anchor="end">'
        f"{_short(name)}</text>"
        for at, name in enumerate(names)
    ]
    height = 22 + len(names) * (_BAR + _GAP)
    picture = "".join(drawn)
    return f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img">{picture}</svg>'


def _table(answer: Answer) -> str:
    if not answer.rows:
        return ""
    head = "".join(f"<th>{escape(name)}</th>" for name in answer.columns)
    rows = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in answer.rows)
    return f'<div class="scroll"><table><tr>{head}</tr>{rows}</table></div>'


def _cells(row: Sequence[Any]) -> Iterator[str]:
    for value in row:
        is_number = isinstance(value, int | float)
        shown = f"{value:,}" if is_number else escape("" if value is None else str(value))
        yield f'<td class="number">{shown}</td>' if is_number else f"<td>{shown}</td>"


def _short(name: object) -> str:
    """As much of a name as there is room for."""
    text = str(name)
    kept = text
    while display_width(kept) > _LABEL_CELLS:
        kept = kept[:-1]
    return escape(text if kept == text else f"{kept}…")
