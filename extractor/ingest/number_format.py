"""A spreadsheet's value and number format → the text that the cell shows."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from itertools import groupby

Shown = str | bool | int | float | datetime.datetime | datetime.date | datetime.time

_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<filler>[_*].)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<end>;)|(?P<code>.)",
    re.DOTALL | re.IGNORECASE,
)
_DATE_CODE = re.compile(r"y+|m+|d+|h+|s+|AM/PM|上午/下午", re.IGNORECASE)
_FRACTION = re.compile(r"[#?0]\s*/\s*[#?\d]")
_NUMBER = re.compile(r"[#?0][#?0,]*(?:\.[#?0]*)?(?:E[+-][#?0]+)?|\.[#?0]+", re.IGNORECASE)
# Enough for the largest float with the longest format that a workbook can hold.
_PRECISION = 600
_EPOCH = datetime.date(1899, 12, 30)
# The short date of the system, as a Chinese system shows it.
_SYSTEM_DATES = {"mm-dd-yy": "yyyy/m/d", "m/d/yy": "yyyy/m/d"}


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    is_code: bool


def shown_text(value: Shown | datetime.timedelta | None, number_format: str) -> str:
    """The text of a cell as the program shows it.

    Never raises: what a format does not cover is shown in the general format, and text stays as
    it is.
    """
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case str():
            return value
        case datetime.datetime() | datetime.date() | datetime.time():
            return _shown_date(value, number_format)
        case datetime.timedelta():
            return str(value)
        case _:
            return _shown_number(value, number_format)


def _sections(number_format: str) -> list[list[_Part]]:
    """The format in literal and code parts, cut at its semicolons."""
    sections: list[list[_Part]] = [[]]
    for match in _PART.finditer(number_format):
        kind, text = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "end":
            sections.append([])
        elif kind == "bracket":
            symbol = text[1:].split("-")[0] if text.startswith("$") else ""
            sections[-1].append(_Part(symbol, False))
        elif kind == "general":
            sections[-1].append(_Part("General", True))
        elif kind != "filler":
            sections[-1].append(_Part(text, kind == "code"))
    return sections


def _shown_number(value: int | float, number_format: str) -> str:
    try:
        number = Decimal(repr(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    sections = _sections(number_format)
    sign = "-" if number < 0 else ""
    if len(sections) >= 2 and number < 0:
        section, sign = sections[1], ""
    elif len(sections) >= 3 and number == 0:
        section = sections[2]
    else:
        section = sections[0]
    code = "".join(part.text if part.is_code else "\0" for part in section)
    if "General" in code or "@" in code or _FRACTION.search(code):
        literal = "".join("" if part.text == "@" else part.text for part in section)
        shown = _general(abs(value))
        return sign + (literal.replace("General", shown) if "General" in literal else shown)
    pattern = _NUMBER.search(code)
    if pattern is None:
        return "".join(part.text for part in section)
    number = abs(number) * 100 ** code.count("%")
    before, after = _literals(section, pattern)
    digits = _digits(number, pattern.group())
    is_zero = not any(character in "123456789" for character in digits)
    return ("" if is_zero else sign) + before + digits + after


def _literals(section: Sequence[_Part], pattern: re.Match[str]) -> tuple[str, str]:
    """What stands before and after the number; parts are one character of `pattern` each."""
    before, after = "", ""
    for index, part in enumerate(section):
        if index < pattern.start():
            before += part.text
        elif index >= pattern.end():
            after += part.text if not (part.is_code and part.text in "#?0,.") else ""
    return before, after


def _digits(number: Decimal, pattern: str) -> str:
    mantissa, _, exponent = pattern.upper().partition("E")
    whole, _, fraction = mantissa.partition(".")
    if exponent:
        return f"{number:.{len(fraction)}E}"
    number = number / Decimal(1000) ** (len(whole) - len(whole.rstrip(",")))
    with localcontext(prec=_PRECISION):
        rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    whole_digits, _, fraction_digits = f"{rounded:f}".partition(".")
    while fraction_digits and len(fraction_digits) > len(fraction.rstrip("#?")):
        if fraction_digits[-1] != "0":
            break
        fraction_digits = fraction_digits[:-1]
    whole_digits = whole_digits.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        whole_digits = f"{int(whole_digits or 0):,}" if whole_digits else ""
    return whole_digits + ("." if fraction else "") + fraction_digits


def _general(value: int | float) -> str:
    if isinstance(value, int):
        return str(value)
    shown = Decimal(f"{value:.11g}")
    if not shown.is_finite() or abs(shown.adjusted()) > 15:
        return f"{value:.6G}"
    return f"{shown.normalize():f}"


def _shown_date(
    value: datetime.datetime | datetime.date | datetime.time, number_format: str
) -> str:
    number_format = _SYSTEM_DATES.get(number_format, number_format)
    runs = _resolved(list(_date_runs(_sections(number_format)[0])))
    if not any(run.is_code for run in runs):
        is_midnight = isinstance(value, datetime.datetime) and value.time() == datetime.time()
        return str(value).split(" ")[0] if is_midnight else str(value)
    return "".join(_date_part(value, run.text) if run.is_code else run.text for run in runs)


def _date_runs(section: Sequence[_Part]) -> Iterator[_Part]:
    """Codes such as `yyyy` and the literal text between them."""
    for is_code, group in groupby(section, key=lambda part: part.is_code):
        text = "".join(part.text for part in group)
        if not is_code:
            yield _Part(text, False)
            continue
        position = 0
        for match in _DATE_CODE.finditer(text):
            yield _Part(text[position : match.start()], False)
            yield _Part(match.group().lower(), True)
            position = match.end()
        yield _Part(text[position:].replace("@", "").replace("General", ""), False)


def _resolved(runs: Sequence[_Part]) -> list[_Part]:
    """Tell minutes (`n`) from months, and hours of half a day (`i`) from those of a whole."""
    codes = [index for index, run in enumerate(runs) if run.is_code]
    is_half_day = any("/" in runs[index].text for index in codes)
    resolved = list(runs)
    for place, index in enumerate(codes):
        text = runs[index].text
        before = runs[codes[place - 1]].text[:1] if place else ""
        after = runs[codes[place + 1]].text[:1] if place + 1 < len(codes) else ""
        if text.startswith("m") and len(text) <= 2 and (before == "h" or after == "s"):
            resolved[index] = _Part("n" * len(text), True)
        elif text.startswith("h") and is_half_day:
            resolved[index] = _Part("i" * len(text), True)
    return resolved


def _date_part(value: datetime.datetime | datetime.date | datetime.time, code: str) -> str:
    day = value if isinstance(value, datetime.date) else _EPOCH
    clock = value if isinstance(value, datetime.datetime | datetime.time) else datetime.time()
    numbers = {
        "m": day.month, "d": day.day, "h": clock.hour,
        "i": clock.hour % 12 or 12, "n": clock.minute, "s": clock.second,
    }  # fmt: skip
    if "/" in code:
        halves = code.upper().split("/")
        return halves[0] if clock.hour < 12 else halves[1]
    if code.startswith("y"):
        return f"{day.year:04d}" if len(code) > 2 else f"{day.year % 100:02d}"
    if code.startswith("d") and len(code) > 2:
        return "星期" + "一二三四五六日"[day.weekday()]
    if code.startswith("m") and len(code) > 2:
        return f"{day.month}月"
    return f"{numbers[code[0]]:0{len(code)}d}"
