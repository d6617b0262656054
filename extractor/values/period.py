"""Calendar dates and periods in printed text."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extractor.values.numerals import CHINESE, chinese_to_int
from extractor.values.text import fold

_YEAR = r"(?:19|20)[0-9]{2}"
# The parts of a calendar date; a bare "2023.07" is a date only where the caller expects one.
CALENDAR = re.compile(
    rf"(?<![0-9.])(?P<y1>{_YEAR})年(?:度)?的?(?P<m1>[0-9]{{1,2}})月(?:份)?(?:(?P<d1>[0-9]{{1,2}})[日号])?"
    rf"|(?<![0-9.])(?P<y2>{_YEAR})(?P<s2>[-./])(?P<m2>[0-9]{{1,2}})(?P=s2)(?P<d2>[0-9]{{1,2}})日?(?![0-9.])"
    rf"|(?<![0-9])(?P<y4>{_YEAR})(?P<m4>0[1-9]|1[0-2])(?P<d4>0[1-9]|[12][0-9]|3[01])(?![0-9])"
    rf"|(?<![0-9.])(?P<y3>{_YEAR})年"
    rf"|(?<![0-9.])(?P<m5>[0-9]{{1,2}})月(?:份)?(?P<d5>[0-9]{{1,2}})[日号]"
)
_POINTED_MONTH = re.compile(
    rf"(?<![0-9.])({_YEAR})[-./]([0-9]{{1,2}})(?![0-9./]|-[0-9]{{1,2}}(?![0-9]))"
)
_BARE_YEAR = re.compile(rf"(?<![0-9.]){_YEAR}(?![0-9.])")
_LENGTH = re.compile(
    rf"(?P<number>[0-9]+|[{CHINESE}]+)(?P<half>半)?(?:个)?(?P<unit>年|月)(?:半)?(?:期)?"
)
CHINESE_YEAR = re.compile(r"[零〇○一二三四五六七八九]{4}(?=年)")
_JOINT = re.compile(r"^(?:年|月|日|度|份)*(?:-|~|至|到|起至|起)+(?:今)?$")


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date as printed: parts that are not printed are None; `start`, `end` in the text."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None

    def first_day(self) -> date | None:
        """First day it may mean; None without a year or where no such day exists."""
        return _day(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date | None:
        """Last day it may mean; None without a year or where no such day exists."""
        month = self.month or 12
        if self.year is None or not 1 <= month <= 12:
            return None
        return _day(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def exists(self) -> bool:
        """Whether the calendar has such a day (29 February counts where no year is printed)."""
        return _day(self.year or 2024, self.month or 1, self.day or 1) is not None


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day; both None for a length only ('3年' → months 36) or for 长期."""

    first: date | None
    last: date | None
    months: int | None = None


def _day(year: int | None, month: int, day: int) -> date | None:
    if year is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(match: re.Match[str], *names: str) -> int | None:
    return next((int(match[n]) for n in names if match[n]), None)


def dates_in(folded: str) -> tuple[CalendarDate, ...]:
    """All calendar dates in a folded text, in order. '12月31日' has no year."""
    return tuple(
        CalendarDate(
            m.start(),
            m.end(),
            _number(m, "y1", "y2", "y3", "y4"),
            _number(m, "m1", "m2", "m4", "m5"),
            _number(m, "d1", "d2", "d4", "d5"),
        )
        for m in CALENDAR.finditer(folded)
    )


def _dates_and_years(folded: str) -> list[CalendarDate]:
    found = list(dates_in(folded))

    def is_free(start: int, end: int) -> bool:
        return all(end <= d.start or start >= d.end for d in found)

    for match in _POINTED_MONTH.finditer(folded):
        if 1 <= int(match[2]) <= 12 and is_free(*match.span()):
            found.append(CalendarDate(*match.span(), int(match[1]), int(match[2]), None))
    for match in _BARE_YEAR.finditer(folded):
        if is_free(*match.span()):
            found.append(CalendarDate(*match.span(), int(match.group()), None, None))
    return sorted(found, key=lambda d: d.start)


def _borrow_year(dates: list[CalendarDate], folded: str) -> list[CalendarDate]:
    """'2022年1月-12月': the second month has its year from the first."""
    last = dates[-1]
    tail = re.match(r"(?:-|至|到)([0-9]{1,2})月(?:份)?(?:([0-9]{1,2})[日号])?", folded[last.end :])
    if tail is None or last.year is None:
        return dates
    day = int(tail[2]) if tail[2] else None
    end = last.end + tail.end()
    return [*dates, CalendarDate(last.end, end, last.year, int(tail[1]), day)]


def read_period(text: str) -> Period | None:
    """Read a period or date.

    '2022-2022', '2022年—2024年', '2023.07-2024.01', '2022年1月-12月', '2022年12月31日' (one day),
    '2022年' (the year), '3年', '一年' (length only), '长期' (all None). None where there is none.
    Days run from the first to the last day that the printed parts allow; a reversed period
    ('2024-2022') is returned as printed. Never raises.
    """
    folded = CHINESE_YEAR.sub(digits_of_year, fold(text))
    dates = _dates_and_years(folded)
    if dates:
        dates = _borrow_year(dates, folded)
        first = dates[0]
        last = dates[1] if len(dates) > 1 and _joined(folded, first, dates[1]) else first
        if last.year is None:
            last = CalendarDate(last.start, last.end, first.year, last.month, last.day)
        return Period(first.first_day(), last.last_day())
    length = _LENGTH.fullmatch(folded)
    if length:
        printed = length["number"]
        number = int(printed) if printed.isdigit() else chinese_to_int(printed)
        if number is not None and number < 1000:
            months = Decimal(number) * (12 if length["unit"] == "年" else 1)
            return Period(None, None, int(months))
    if re.search(r"长期|常年|持续|永久", folded):
        return Period(None, None)
    return None


def _joined(folded: str, first: CalendarDate, second: CalendarDate) -> bool:
    return second.start == first.end or bool(_JOINT.match(folded[first.end : second.start]))


def digits_of_year(match: re.Match[str]) -> str:
    """Replacement for a CHINESE_YEAR match: '二〇二三' → '2023'."""
    return str(chinese_to_int(match.group().replace("○", "〇")))


def read_year(text: str) -> int | None:
    """First year printed in a text such as a title: '（2022年度）' → 2022, '二〇二三年' → 2023."""
    folded = CHINESE_YEAR.sub(digits_of_year, fold(text))
    found = _BARE_YEAR.search(folded)
    return int(found.group()) if found else None
