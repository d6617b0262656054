"""A report on an archive: one page of HTML, its pictures drawn in it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from serve.archive.queries import Answer, Queries
from serve.archive.questions import QUESTIONS
from serve.archive.report_drawing import Part, bars, heat, table, without_folder

_MOST_REVIEWED = 20
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
    GROUP BY concept_name ORDER BY uses DESC, concept_name LIMIT 20
"""
_CONCEPT_YEARS = """
    WITH most AS (
        SELECT concept_name FROM indicators WHERE concept_name IS NOT NULL AND year IS NOT NULL
        GROUP BY concept_name ORDER BY count(*) DESC, concept_name LIMIT 12)
    SELECT concept_name, year, count(*) FROM indicators SEMI JOIN most USING (concept_name)
    WHERE year IS NOT NULL GROUP BY 1, 2
"""
_CONCEPT_UNITS = """
    WITH most AS (
        SELECT concept_name FROM indicators WHERE concept_name IS NOT NULL
        GROUP BY concept_name ORDER BY count(*) DESC, concept_name LIMIT 12),
    units AS (
        SELECT department FROM indicators WHERE department IS NOT NULL
        GROUP BY department ORDER BY count(*) DESC, department LIMIT 8)
    SELECT concept_name, department, count(*) FROM indicators
    SEMI JOIN most USING (concept_name) SEMI JOIN units USING (department) GROUP BY 1, 2
"""
_COVERAGE = """
    SELECT coalesce(nullif(regexp_extract(lower(name), '[.]([a-z0-9]{1,5})$', 1), ''), '… other')
               AS kind,
           count(*) FILTER (state = 'done'), count(*) FILTER (state = 'quarantined')
    FROM documents GROUP BY kind ORDER BY count(*) DESC, kind LIMIT 12
"""
_UNITS = """
    SELECT coalesce(department, '未印 none') AS department, count(DISTINCT sha256) AS documents,
           count(*) AS forms, sum(indicators) AS indicators, round(avg(confidence), 3) AS confidence
    FROM forms GROUP BY 1 ORDER BY indicators DESC, 1 LIMIT 30
"""
_FINDINGS = """
    SELECT rule, severity, count(*) AS found FROM findings
    GROUP BY rule, severity ORDER BY found DESC, rule LIMIT 20
"""
_STEPS = """
    UNPIVOT (
        SELECT sum(fetch_seconds) AS "取得 fetch", sum(open_seconds) AS "打开解码 open",
               sum(look_seconds) AS "版面 look", sum(recognise_seconds) AS "识别 recognise",
               sum(tables_seconds) AS "表格 tables", sum(forms_seconds) AS "表单 forms",
               sum(meaning_seconds) AS "含义 meaning",
               nullif(sum(copy_seconds), 0) AS "副本 copies",
               sum(write_seconds) AS "写出 write", sum(rows_seconds) AS "入表 rows",
               nullif(sum(keep_seconds), 0) AS "存副本 keep"
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
:root { color-scheme: light dark; --ink: #1c2733; --paper: #fff; --line: #d5dce4; --card: #f6f8fa;
  --bar: #2f6db5; --bad: #c4473a; --warn: #d08a1d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e3e9f0; --paper: #12181f; --line: #33404d; --card: #1a222b; --bar: #6ea8e8;
    --bad: #ec7f72; --warn: #e5b25c; } }
body { font: 15px/1.55 system-ui, "Noto Sans CJK SC", sans-serif; color: var(--ink);
  background: var(--paper); max-width: 68rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.05rem; margin: 0 0 .7rem; }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .7rem;
  padding: 0; list-style: none; }
.totals li { background: var(--card); border-radius: 8px; padding: .6rem .9rem; font-size: 13px; }
.totals b { display: block; font-size: 1.5rem; line-height: 1.3;
  font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(28rem, 100%), 1fr));
  gap: 1rem; align-items: start; }
section { border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.1rem;
  min-width: 0; } .charts + section, section + section, section + .charts { margin-top: 1rem; }
.charts section { margin: 0; }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 13px; }
.bar { fill: var(--bar); } .bad { fill: var(--bad); } .warn { fill: var(--warn); }
.key { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin: 0 .3em 0 1em; }
.key.bar { background: var(--bar); } .key.bad { background: var(--bad); }
.key.warn { background: var(--warn); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; width: 100%; }
td, th { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; }
th { font-weight: 600; opacity: .75; white-space: nowrap; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
.faint { opacity: .7; margin: .3rem 0; font-size: 13px; }
"""
_STATES = '<span class="key bar"></span>已读 read<span class="key bad"></span>未读 not read'
_MARKS = (
    '<span class="key bad"></span>错误 error<span class="key warn"></span>警告 warning'
    '<span class="key bar"></span>提示 note'
)
_SEVERITIES = {"error": "bad", "warning": "warn"}


def report_page(queries: Queries, name: str) -> str:
    """The page. Raises ArchiveQueryError where the archive cannot be asked."""
    parts = [
        _totals(queries.ask(_TOTALS)),
        _charts(
            _section(f"来了什么 What came{_STATES}", bars(_coverage(queries))),
            _section("每年的表 Forms by year", bars(_plain(queries.ask(_BY_YEAR)))),
            _section("把握 Confidence of indicators", bars(_ranges(queries.ask(_CONFIDENCE)))),
            _section(f"发现的问题 Findings{_MARKS}", bars(_findings(queries))),
            _section("标准指标 Standard indicators", bars(_plain(queries.ask(_CONCEPTS)))),
            _section("标准指标逐年 … by year", heat(queries.ask(_CONCEPT_YEARS).rows)),
        ),
        _section("标准指标与部门 … by department", heat(queries.ask(_CONCEPT_UNITS).rows)),
        _section("部门 Departments", table(queries.ask(_UNITS))),
        _section("待核对的文件 Documents to review", _first(_asked(queries, "review"))),
        _section("未读的文件 Documents that were not read", table(_asked(queries, "unread"))),
        _charts(
            _section("时间用在哪里（秒） Where the time goes (s)", bars(_seconds(queries))),
            _section("各类文件的用时 Time by kind", table(queries.ask(_KINDS))),
        ),
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


def _charts(*sections: str) -> str:
    return f'<div class="charts">{"".join(sections)}</div>'


def _first(answer: Answer) -> str:
    """The first rows, their files without the folder that all are in, and how to ask for more."""
    names = without_folder([str(row[0]) for row in answer.rows])
    rows = tuple((name, *row[1:]) for name, row in zip(names, answer.rows, strict=True))
    shown = table(Answer(answer.columns, rows[:_MOST_REVIEWED]))
    more = "… 余下的 the rest: <code>jixiao archive query DEST review</code>"
    return f"{shown}<p class=faint>{more}</p>" if len(rows) > _MOST_REVIEWED else shown


def _plain(answer: Answer) -> list[tuple[str, Sequence[Part]]]:
    return [(name, [("bar", count)]) for name, count in answer.rows]


def _ranges(answer: Answer) -> list[tuple[str, Sequence[Part]]]:
    return [(f"{low:.2f}–{low + 0.05:.2f}", [("bar", count)]) for low, count in answer.rows]


def _coverage(queries: Queries) -> list[tuple[str, Sequence[Part]]]:
    rows = queries.ask(_COVERAGE).rows
    return [(kind, [("bar", done), ("bad", failed)]) for kind, done, failed in rows]


def _findings(queries: Queries) -> list[tuple[str, Sequence[Part]]]:
    rows = queries.ask(_FINDINGS).rows
    return [(rule, [(_SEVERITIES.get(severity, "bar"), n)]) for rule, severity, n in rows]


def _seconds(queries: Queries) -> list[tuple[str, Sequence[Part]]]:
    return [(step, [("bar", round(seconds, 1))]) for step, seconds in queries.ask(_STEPS).rows]
