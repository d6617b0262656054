"""Amounts of money: printed text and declared unit → Decimal yuan."""

import re
from dataclasses import dataclass
from decimal import Decimal

from extractor.values.numerals import CHINESE, DIGITS, chinese_to_int, digits_to_decimal
from extractor.values.text import fold

YUAN_PER = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
_UNIT = r"(?:[百千]?万|亿|百|千)?元|[百千]?万|亿|千"
_AMOUNT = re.compile(
    rf"(?P<sign>-)?(?:¥|¥|RMB|人民币)?(?P<sign2>-)?(?P<number>{DIGITS})(?P<unit>{_UNIT})?(?:整|人民币)?"
)
_CHINESE_AMOUNT = re.compile(
    rf"(?:人民币)?(?P<numeral>[{CHINESE}壹贰叁肆伍陆柒捌玖拾佰仟]+)(?P<unit>元)整?"
)
_ACCOUNTING = re.compile(rf"\((?P<number>{DIGITS})\)(?P<unit>{_UNIT})?")
_BRACKETED = re.compile(r"\([^()]*\)")
_LEAD = re.compile(r"^[^0-9¥\-]{0,20}?[:=]")
_WORDS = re.compile(r"^(?:约|共|共计|合计|总计|总额|金额|小计|计)+")
# No project is given 10 billion yuan: a bare number this large counts yuan.
_LARGEST_IN_WAN = Decimal(1_000_000)
_CENTS_FROM = Decimal(100_000)


@dataclass(frozen=True, slots=True)
class Amount:
    """`yuan` is None where the text is no single amount; `unit` is the one that was used."""

    yuan: Decimal | None
    unit: str | None
    unit_inferred: bool = False


def canonical_money_unit(text: str | None) -> str | None:
    """'万' → '万元', '（单位：万元）' → '万元', '元' → '元'; None where no unit is in it."""
    found = re.search(_UNIT, fold(text or ""))
    if found is None:
        return None
    unit = found.group()
    return unit if unit.endswith("元") else unit + "元"


def _inferred_unit(number: Decimal) -> str:
    has_cents = number.as_tuple().exponent == -2
    if abs(number) >= _LARGEST_IN_WAN or (has_cents and abs(number) >= _CENTS_FROM):
        return "元"
    return "万元"


def _amount(number: Decimal, cell_unit: str | None, declared: str | None) -> Amount:
    unit = canonical_money_unit(cell_unit) or canonical_money_unit(declared)
    if unit is None:
        unit = _inferred_unit(number)
        return Amount(number * YUAN_PER[unit], unit, unit_inferred=True)
    return Amount(number * YUAN_PER[unit], unit)


def _chinese_amount(text: str) -> Amount | None:
    found = _CHINESE_AMOUNT.fullmatch(text)
    yuan = chinese_to_int(found.group("numeral")) if found else None
    return Amount(Decimal(yuan), "元") if yuan is not None else None


def _amounts_in(text: str, declared: str | None) -> list[Amount]:
    amounts, end = [], 0
    for found in _AMOUNT.finditer(text):
        number = digits_to_decimal(found.group("number"))
        if found.start() != end or number is None:
            return []
        negative = found.group("sign") or found.group("sign2")
        amounts.append(_amount(-number if negative else number, found.group("unit"), declared))
        end = found.end()
    return amounts if end == len(text) else []


def read_amount(raw: str, declared_unit: str | None) -> Amount:
    """Read one printed amount.

    Args:
        raw: the cell: '126.9万', '50万元', '1,234.56', '金额：100万元', '¥7.5', '-3', '(3)' (= -3).
        declared_unit: the unit of the label or the table's head ('万元'), used where the cell has
            none; where there is none at all it is inferred from the size (万元, very large: 元).
    Returns:
        Amount in yuan, exact. `yuan` is None for '', '/', '—', words and several amounts in one
        cell; a detail in brackets after the amount is left out. Never raises.
    """
    text = _WORDS.sub("", _LEAD.sub("", fold(raw)))
    accounting = _ACCOUNTING.fullmatch(text)
    if accounting:
        text = "-" + accounting.group("number") + (accounting.group("unit") or "")
    text = _BRACKETED.sub("", text).rstrip("。,;")
    amounts = _amounts_in(text, declared_unit)
    if amounts and all(amount == amounts[0] for amount in amounts):
        return amounts[0]
    return _chinese_amount(text) or Amount(None, canonical_money_unit(declared_unit))
