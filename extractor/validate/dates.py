"""Dates: project periods, deadlines outside them, impossible days, unfilled years."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from extractor.record import Finding, Indicator, Record, Severity, ValueKind
from extractor.validate.branch import Branch, branch_of, name_of, shown_name, text_of
from extractor.validate.rule import Rule
from extractor.values.period import dates_in, read_period
from extractor.values.text import fold
from extractor.verbatim import FieldKey, Panel, Printed

_SOURCE = "项目期与指标时限一致"
_READS = frozenset({"value"})

REVERSED = Rule(
    "dates.start_after_end",
    Severity.ERROR,
    "起止时间“{period}”的开始晚于结束",
    _SOURCE,
)
OUTSIDE = Rule(
    "dates.outside_period",
    Severity.WARNING,
    "“{name}”的时限“{value}”不在项目期“{period}”内",
    _SOURCE,
    _READS,
)
OTHER_YEAR = Rule(
    "dates.not_in_form_year",
    Severity.WARNING,
    "“{name}”的时限“{value}”不在本表年度{year}年内，可能沿用了往年文字",
    _SOURCE,
    _READS,
)
NO_SUCH_DAY = Rule(
    "dates.no_such_day",
    Severity.WARNING,
    "“{value}”中的日期不存在",
    "日期有效性",
    _READS,
)
ONE_OFF = Rule(
    "dates.one_off_with_lasting_effect",
    Severity.WARNING,
    "项目属性为“{attribute}”，而“{name}”的目标是“{value}”，请确认两者是否一致",
    _SOURCE,
    _READS,
)
UNFILLED = Rule(
    "dates.year_not_filled",
    Severity.INFO,
    "“{text}”中的年份没有填写",
    "要素完整性",
)
RULES = (REVERSED, OUTSIDE, OTHER_YEAR, NO_SUCH_DAY, ONE_OFF, UNFILLED)
_UNFILLED_YEAR = re.compile(r"20[×*xX_□○]{2}年?|(?<![0-9])[×*□]{2,4}年")
_TICKED = re.compile(r"[√■☑✓✔]|(?<![A-Za-z])R(?![A-Za-z])")
_MARK = re.compile(r"([√■☑✓✔□口☐○]|(?<![A-Za-z])R(?![A-Za-z]))")
_ALTERNATIVES = re.compile(r"延续|常年|经常|滚动|阶段|长期|跨年")


def check_dates(record: Record) -> Iterator[Finding]:
    """Dates of a form against each other and against the calendar."""
    period = dict(record.fields).get(FieldKey.PROJECT_PERIOD)
    span = read_period(period.text) if period else None
    bounds = (span.first, span.last) if span and span.first and span.last else None
    if period and bounds and bounds[0] > bounds[1]:
        yield REVERSED.states([period], period=period.text)
        bounds = None
    for indicator in record.indicators:
        yield from _no_such_day(indicator)
        yield from _outside(record, indicator, period, bounds)
    yield from _one_off(record)
    yield from _unfilled(record)


def _no_such_day(indicator: Indicator) -> Iterator[Finding]:
    value = indicator.row.value
    if value and any(not day.exists for day in dates_in(fold(value.text))):
        yield NO_SUCH_DAY.about([indicator], [value], value=value.text)


def _limits(indicator: Indicator) -> tuple[date, date] | None:
    """First and last day that a dated deadline may mean."""
    if indicator.normalized.kind is not ValueKind.DEADLINE or indicator.row.value is None:
        return None
    days = [d for d in dates_in(fold(indicator.row.value.text)) if d.year is not None]
    if not days:
        return None
    first, last = days[-1].first_day(), days[-1].last_day()
    return (first, last) if first and last else None


def _outside(
    record: Record,
    indicator: Indicator,
    period: Printed | None,
    bounds: tuple[date, date] | None,
) -> Iterator[Finding]:
    limits = _limits(indicator)
    if limits is None:
        return
    values = {"name": shown_name(indicator), "value": text_of(indicator.row.value)}
    cells = [indicator.row.level3, indicator.row.value]
    if period and bounds:
        if limits[1] < bounds[0] or limits[0] > bounds[1]:
            yield OUTSIDE.about([indicator], [*cells, period], period=period.text, **values)
    elif record.year and indicator.row.panel is Panel.ANNUAL and limits[1].year != record.year:
        yield OTHER_YEAR.about([indicator], cells, year=str(record.year), **values)


def _ticked_labels(folded: str) -> tuple[str, ...]:
    """Labels beside a tick; marks stand before their labels if the cell begins with one."""
    pieces = [piece for piece in _MARK.split(folded) if piece]
    marks_first = bool(pieces) and bool(_MARK.fullmatch(pieces[0]))
    pairs = ((a, b) if marks_first else (b, a) for a, b in pairwise(pieces))
    return tuple(label for mark, label in pairs if _TICKED.fullmatch(mark))


def _is_one_off(attribute: str) -> bool:
    """Whether 一次性 is the chosen attribute: ticked, or the only one printed."""
    folded = fold(attribute)
    if "一次性" not in folded:
        return False
    if _MARK.search(folded):
        return any("一次性" in label for label in _ticked_labels(folded))
    return not _ALTERNATIVES.search(folded)


def _one_off(record: Record) -> Iterator[Finding]:
    attribute = dict(record.fields).get(FieldKey.PROJECT_ATTRIBUTE)
    if attribute is None or not _is_one_off(attribute.text):
        return
    for indicator in record.indicators:
        value = fold(text_of(indicator.row.value))
        lasting = value in ("长期", "长期影响", "持续影响", "长远", "持续", "长期有效", "永久")
        if lasting and branch_of(indicator) is Branch.BENEFIT and name_of(indicator):
            yield ONE_OFF.about(
                [indicator],
                [attribute, indicator.row.level3, indicator.row.value],
                attribute=attribute.text,
                name=shown_name(indicator),
                value=text_of(indicator.row.value),
            )


def _unfilled(record: Record) -> Iterator[Finding]:
    texts = [record.title, *record.labels, *(value for _, value in record.fields)]
    for printed in texts:
        if printed and _UNFILLED_YEAR.search(fold(printed.text)):
            yield UNFILLED.states([printed], text=printed.text)
