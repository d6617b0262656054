"""A verbatim form → a record: amounts in yuan, normal values, year and scheme."""

import re
from collections import Counter
from dataclasses import replace

from extractor.record import Funding, Indicator, NormalValue, Record, ValueFlag, ValueKind
from extractor.values.money import canonical_money_unit, read_amount
from extractor.values.period import read_year
from extractor.values.scheme import detect_scheme
from extractor.values.signs import sign_of
from extractor.values.target import parse_target
from extractor.values.text import fold
from extractor.verbatim import Form, FundingLine, IndicatorRow, Printed

_NO_UNIT = ("", "/", "-", "无")
_SHARE = re.compile(r"率|比例|得分|分值|权重")


def _text(printed: Printed | None) -> str:
    return printed.text if printed else ""


def combined_value(row: IndicatorRow) -> str:
    """The value text of a row, its sign and unit columns joined to it where the table has them
    ('≥', '95', '%' → '≥95%'); a part that the value cell prints itself is not added again."""
    value, sign, unit = fold(_text(row.value)), fold(_text(row.operator)), fold(_text(row.unit))
    if not re.search(r"[0-9]", value):
        return _text(row.value)
    if sign_of(sign) and re.match(r"-?[0-9]", value):
        value = sign + value
    if unit not in _NO_UNIT and re.search(r"[0-9]$", value):
        value = value + unit
    return value if (sign or unit) else _text(row.value)


def normal_value(row: IndicatorRow) -> NormalValue:
    """The normal value of a row; a sign column that says 定性 makes a text without a number
    qualitative."""
    name, level2 = _text(row.level3), _text(row.level2)
    value = parse_target(combined_value(row), name, level2)
    qualitative = "定性" in fold(_text(row.operator))
    if qualitative and not value.numbers and value.kind is not ValueKind.EMPTY:
        flags = tuple(f for f in value.flags if f is not ValueFlag.PLACEHOLDER)
        return replace(value, kind=ValueKind.QUALITATIVE, operator=None, flags=flags)
    return value


def _usual_unit(lines: tuple[FundingLine, ...]) -> str | None:
    units = Counter(
        unit
        for line in lines
        if (unit := canonical_money_unit(line.unit) or canonical_money_unit(line.raw.text))
    )
    return units.most_common(1)[0][0] if units else None


def _funding(line: FundingLine, usual_unit: str | None) -> Funding:
    if _SHARE.search(line.item) or "%" in fold(line.raw.text):
        return Funding(line.panel, line.item, line.raw, line.unit, None)
    amount = read_amount(line.raw.text, line.unit)
    inferred = amount.unit_inferred
    if inferred and usual_unit:
        amount = read_amount(line.raw.text, usual_unit)
    return Funding(line.panel, line.item, line.raw, amount.unit, amount.yuan, inferred)


def _year(form: Form) -> int | None:
    for printed in (form.year, form.title):
        year = read_year(printed.text) if printed else None
        if year is not None:
            return year
    return None


def normalise(form: Form) -> Record:
    """Give every amount and target value of a form its meaning. Texts are untouched, findings and
    classifications are empty. Never raises."""
    usual_unit = _usual_unit(form.funding)
    return Record(
        form_type=form.form_type,
        title=form.title,
        year=_year(form),
        pages=form.pages,
        scheme=detect_scheme(form.indicators),
        fields=form.fields,
        other_fields=form.other_fields,
        funding=tuple(_funding(line, usual_unit) for line in form.funding),
        tasks=form.tasks,
        goals=form.goals,
        indicators=tuple(Indicator(row, normal_value(row)) for row in form.indicators),
        unassigned=form.unassigned,
        labels=form.labels,
        skipped_rows=form.skipped_rows,
    )
