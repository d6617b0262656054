"""Target values: the text of a value cell → its normal form."""

import re
from dataclasses import replace
from decimal import Decimal

from extractor.record import NormalValue, ValueFlag, ValueKind
from extractor.values.atoms import Atom, is_ocr_equals, read_atoms
from extractor.values.deadlines import (
    binds,
    cut_period,
    follows_anchor,
    is_time_indicator,
    month_spans,
    partial_dates,
    says_deadline,
    year_range,
)
from extractor.values.doubts import (
    has_misread_letters,
    is_not_applicable,
    is_placeholder,
    reading_flags,
    without_placeholders,
)
from extractor.values.numerals import CHINESE, chinese_to_int
from extractor.values.period import CHINESE_YEAR, dates_in, digits_of_year
from extractor.values.text import fold, plain_name
from extractor.values.units import ALTERNATIVES

_EMPTY = NormalValue(ValueKind.EMPTY)
_QUALITATIVE = NormalValue(ValueKind.QUALITATIVE)
_RANGE = NormalValue(ValueKind.RANGE)
_DEADLINE = NormalValue(ValueKind.DEADLINE)
_DOCUMENT_NUMBER = re.compile(
    r"\[?\(?(?:19|20)[0-9]{2}[\])]?[0-9]*号|[\[(](?:19|20)[0-9]{2}[\])][0-9]+"
)
_CHINESE_COUNT = re.compile(
    rf"(?<![第统唯之逐同进0-9{CHINESE}])([{CHINESE}]+?)"
    rf"(?=(?:{ALTERNATIVES})(?:$|[以之内前左/、,;。)及或每完达后]|办结|培训|会议|活动))"
)
# 一户一档, 一事一议 are phrases; 一年一次 counts.
_FIXED_PHRASE = re.compile(r"一[^年月周天日季度期]$")
_NOT_COUNTED = re.compile(rf"[{CHINESE}]+(?:级|等|类|流|区|市|县|乡|村|线|方|面|体|致|对|片|校)")
_PERCENT_WORDS = re.compile(rf"百分之([0-9.]+|[{CHINESE}]+)|百分百")
_DASH_IN_CHINESE = re.compile(r"(?<=[0-9%])一(?=[0-9])")
_ENUMERATOR = re.compile(r"(^|[;。\n])\(?[1-9][0-9]?[、.)](?=[^0-9])")
_ORDERED = re.compile(r"(^|[;。])\(?([1-9])[、)](?=[0-9])")
_BETWEEN_RANGE = re.compile(r"(?:-|~|≈|至|到|\+)$")
_RATE_NAME = re.compile(r"(?:率|满意度|比例|比重|占比|知晓度)(?:[(%].*)?$")
_COST_NAME = re.compile(r"费|成本|资金|经费|金额|补贴|补助|支出|投资|预算")
_BEFORE_THEN = re.compile(r"(?:之前|以前|前)(?![一-鿿])|前完成")
_UPPER = ("<=", "<")
_LOWER = (">=", ">")


def _chinese_counts_to_digits(text: str) -> str:
    def percent(match: re.Match[str]) -> str:
        if match[1] is None:
            return "100%"
        number = match[1] if match[1][0].isdigit() else chinese_to_int(match[1])
        return f"{number}%"

    def count(match: re.Match[str]) -> str:
        if _NOT_COUNTED.match(match.string, match.start()):
            return match.group()
        if not match[1].strip("百千万亿") or _FIXED_PHRASE.search(match.string[: match.start()]):
            return match.group()
        number = chinese_to_int(match[1])
        return match.group() if number is None else str(number)

    return _CHINESE_COUNT.sub(count, _PERCENT_WORDS.sub(percent, text))


def _without_numbering(text: str) -> str:
    ordered = _ORDERED.findall(text)
    if len(ordered) > 1 and [n for _, n in ordered] == [str(i + 1) for i in range(len(ordered))]:
        text = _ORDERED.sub(r"\1", text)
    return _ENUMERATOR.sub(r"\1", text)


def _prepared(folded: str) -> str:
    """The folded text without numbering and document numbers, Chinese counts as digits."""
    text = CHINESE_YEAR.sub(digits_of_year, without_placeholders(folded))
    text = _DASH_IN_CHINESE.sub("-", text)
    text = _DOCUMENT_NUMBER.sub("", _without_numbering(text))
    return _chinese_counts_to_digits(text).strip(";")


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = "\x00" * (end - start)
    return "".join(characters)


def _dates(text: str, context: str) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """Spans of all dates, and the printed numbers of those that bind."""
    whole = month_spans(text)
    spans = [(start, end) for start, end, _ in whole]
    numbers = [(start, printed) for start, _, printed in whole]
    for date in dates_in(_masked(text, spans)):
        spans.append((date.start, date.end))
        if binds(date, text):
            numbers.append((date.start, tuple(re.findall(r"[0-9]+", text[date.start : date.end]))))
    for start, end, printed in partial_dates(_masked(text, spans), context):
        spans.append((start, end))
        numbers.append((start, printed))
    return spans, tuple(n for _, printed in sorted(numbers) for n in printed)


def _amount(atom: Atom) -> tuple[Decimal | None, str | None, tuple[ValueFlag, ...]]:
    amount, base = atom.amount, atom.known.base if atom.known else None
    if base == "比例" and amount is not None and abs(amount) <= 1:
        return amount * 100, "%", (ValueFlag.RESCALED,)
    return amount, base, ()


def _of_atoms(atoms: tuple[Atom, ...], kind: ValueKind, sign: str | None) -> NormalValue:
    """The normal value of one or more atoms; the unit is that of all, or None where they differ."""
    units = {atom.unit for atom in atoms if atom.unit}
    last = atoms[-1]
    first = replace(
        atoms[0], known=atoms[0].known or last.known, scale=atoms[0].scale or last.scale
    )
    amount, base, flags = _amount(first if kind is ValueKind.RANGE else atoms[0])
    if any(is_ocr_equals(atom) for atom in atoms):
        flags += (ValueFlag.OCR_SUSPECT,)
    return NormalValue(
        kind,
        sign,
        tuple(atom.number for atom in atoms),
        units.pop() if len(units) == 1 or (units and kind is ValueKind.RANGE) else None,
        flags,
        per=last.per,
        amount=amount,
        base_unit=base,
    )


def _is_range(first: Atom, second: Atom, text: str) -> bool:
    between = text[first.end : second.start]
    if not first.sign and not second.sign and _BETWEEN_RANGE.fullmatch(between):
        return True
    if not first.sign and second.sign == "~" and not between and second.word in ("~", "≈"):
        return True
    signs = (first.sign, second.sign)
    bounded = (signs[0] in _LOWER and signs[1] in _UPPER) or (
        signs[0] in _UPPER and signs[1] in _LOWER
    )
    # A ceiling of money beside a floor of people is no range.
    alike = first.unit == second.unit or not first.unit
    return bounded and alike and len(between) <= 3 and ";" not in between


def _is_deadline(atom: Atom, text: str) -> bool:
    clock = atom.known is not None and atom.known.symbol == "点"
    if atom.sign in _LOWER or not (atom.is_time or clock):
        return False
    if atom.bound in ("以内", "之内", "内", "及以内"):
        return True
    before = _BEFORE_THEN.match(text, atom.end)
    return bool(before) or follows_anchor(text[: atom.start])


def _from_atoms(atoms: tuple[Atom, ...], text: str) -> NormalValue:
    if all(_is_deadline(atom, text) for atom in atoms):
        return _of_atoms(atoms, ValueKind.DEADLINE, "<=")
    if len(atoms) == 2 and _is_range(*atoms, text):
        return _of_atoms(atoms, ValueKind.RANGE, None)
    # "≥70%、70%": one printed sign holds for the list.
    signs = {atom.sign for atom in atoms if atom.sign}
    kind = ValueKind.QUANTITY if len(atoms) == 1 else ValueKind.MULTI
    if signs:
        return _of_atoms(atoms, kind, signs.pop() if len(signs) == 1 else None)
    value = _of_atoms(atoms, kind, "=")
    return replace(value, flags=(*value.flags, ValueFlag.OPERATOR_IMPLIED))


def _scope(atoms: tuple[Atom, ...], text: str) -> str | None:
    before = re.sub(r"[\x00:,;。≥≤><=]+$", "", text[: atoms[0].start]).replace("\x00", "")
    return before or None


def _with_inferred_unit(value: NormalValue, name: str, level2: str) -> NormalValue:
    """A rate without a unit is in %, and a cost in 万 counts yuan."""
    if value.kind not in (ValueKind.QUANTITY, ValueKind.RANGE, ValueKind.MULTI):
        return value
    flags = (*value.flags, ValueFlag.UNIT_INFERRED)
    if value.unit is None and _RATE_NAME.search(name):
        return replace(value, unit="%", base_unit="%", flags=flags)
    in_wan = re.fullmatch(r"[十百千]?[万亿](?:[/·*].*)?", value.unit or "")
    if in_wan and value.base_unit is None and ("成本" in level2 or _COST_NAME.search(name)):
        return replace(value, base_unit="元", flags=flags)
    return value


def _meaning(text: str, name: str, level2: str) -> NormalValue:
    context = "time" if is_time_indicator(name, level2) else ""
    years = year_range(text)
    if years:
        return replace(_RANGE, numbers=years[:2], unit=years[2] or None)
    spans, date_numbers = _dates(text, context)
    bare, period = cut_period(_masked(text, spans))
    atoms = read_atoms(bare)
    if atoms:
        value = replace(_from_atoms(atoms, bare), scope=_scope(atoms, bare), period=period)
        return _with_inferred_unit(value, name, level2)
    if date_numbers:
        return replace(_DEADLINE, operator="<=", numbers=date_numbers)
    return _DEADLINE if says_deadline(text, context) else _QUALITATIVE


def _plus(value: NormalValue, *flags: ValueFlag) -> NormalValue:
    return replace(value, flags=tuple(dict.fromkeys((*value.flags, *flags))))


def parse_target(text: str, name: str = "", level2: str = "") -> NormalValue:
    """Read one target cell.

    Args:
        text: the cell as printed.
        name: the level-3 text, used to infer a missing unit (率 → %) and a time context.
        level2: the level-2 label, likewise.
    Returns:
        The normal value with the conventions of docs/values.md: quantity, range, multi, deadline,
        qualitative or empty; `numbers` in printed order, without thousands commas, Chinese
        numerals as digits. What was inferred or is doubtful is in `flags`. Never raises.
    """
    folded = fold(text)
    if not folded:
        return _EMPTY
    if is_not_applicable(folded):
        return _plus(_QUALITATIVE, ValueFlag.NOT_APPLICABLE)
    if is_placeholder(folded):
        return _plus(_QUALITATIVE, ValueFlag.PLACEHOLDER)
    flags = reading_flags(folded)
    if has_misread_letters(folded):
        return _plus(_QUALITATIVE, *flags)
    value = _meaning(_prepared(folded), plain_name(name), fold(level2))
    if without_placeholders(folded) != folded:
        flags += (ValueFlag.PLACEHOLDER,)
    if re.search(r"不适用|不涉及", folded) and value.kind is ValueKind.QUALITATIVE:
        flags += (ValueFlag.NOT_APPLICABLE,)
    return _plus(value, *flags)
