"""Number atoms in a folded value text: sign, number, scale, unit, per, bound."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.values.numerals import DIGITS, digits_to_decimal, scale_factor
from extractor.values.signs import BEFORE, OCR_EQUALS, SIGN_OF_WORD, bound_at
from extractor.values.units import Dimension, Unit, match_unit

_NUMBER = re.compile(rf"{BEFORE}(?P<number>(?:(?<![0-9%年月日\w])-)?{DIGITS})")
_SCALE = re.compile(r"(?:[十百千]?[万亿]|[十百千])(?![0-9])")
_MORE = re.compile(r"[余多](?!样|元化)")
_BRACKETED_UNIT = re.compile(r"\(([^()0-9]{1,8})\)")
_PER = re.compile(r"[/·*.](?![0-9])|每(?=[人年月日天次户亩个台套])")
_PER_WORD = re.compile(r"[A-Za-z]{1,4}(?:\^?[23])?|[一-鿿]{1,4}?(?=[/·*、,.;。)以之内左]|每|$)")
_PER_LIST = re.compile(r"、(人|年|月|日|天|次|户|期|学期|亩|班|车|台|家|学年)(?=[、/·*,;。)]|以|$)")
_TAIL = re.compile(r"[一-鿿]{1,12}")
# Where a noun after a counter ends: "10个项目完成" counts 个项目.
_TAIL_END = re.compile(
    r"以上|以下|以内|以[及]|之|内|前|左右|上下|后|完成|达标|覆盖|到位|全部|均|的|并|且|和|及|与|或|等|率|为"
    r"|开展|举办|进行|实现|通过|合格|发放|支付|拨付|办结|办理|到达|达到|正常|有|不|无|起|按|每|各|共"
    r"|落实|建设|推进|保障|运行|出台|应|需|将|可|已|得到|提升|提高"
)
_LONGEST_TAIL = 6
_UNKNOWN_UNIT = 4


@dataclass(frozen=True, slots=True)
class Atom:
    """One number with what belongs to it; `start`, `end` in the folded text.

    `sign` is None where nothing compares, `unit` the printed text (scale, unit, per) or None,
    `known` the unit of the table, `word` the sign or bound as printed.
    """

    start: int
    end: int
    sign: str | None
    number: str
    scale: str
    known: Unit | None
    unit: str | None
    per: tuple[str, ...] = ()
    bound: str | None = None
    word: str | None = None

    @property
    def is_time(self) -> bool:
        """Whether it is a length of time."""
        known = self.known
        return known is not None and known.dimension is Dimension.TIME and not self.per

    @property
    def amount(self) -> Decimal | None:
        """The number in the base unit; None where it is not a decimal number."""
        number = digits_to_decimal(self.number)
        if number is None:
            return None
        factor = self.known.factor if self.known else Decimal(1)
        return number * scale_factor(self.scale) * factor


@dataclass(frozen=True, slots=True)
class _Tail:
    """What follows a number: the printed unit and how far it goes."""

    length: int
    scale: str
    known: Unit | None
    text: str
    per: tuple[str, ...]
    more: str | None = None


def _read_per(text: str) -> tuple[int, tuple[str, ...]]:
    at, per = 0, []
    while (separator := _PER.match(text, at)) is not None:
        word = _PER_WORD.match(text, separator.end())
        if word is None:
            break
        per.append(word.group())
        at = word.end()
        while (listed := _PER_LIST.match(text, at)) is not None:
            per.append(listed[1])
            at = listed.end()
    return at, tuple(per)


def _noun_after(text: str) -> str:
    """The noun that a counter counts ('项目' in 个项目), '' where a sentence goes on."""
    run = _TAIL.match(text)
    if run is None:
        return ""
    end = _TAIL_END.search(run.group())
    noun = run.group()[: end.start()] if end else run.group()
    return noun if len(noun) <= _LONGEST_TAIL else ""


def _unit_tail(text: str) -> _Tail:
    """Read scale, unit and per at the start of `text` (the text after a number)."""
    known = match_unit(text)
    # 千米 and 百分比 are units of their own, 百人 is a scale and a unit.
    own = known is not None and len(known.symbol) > 1 and known.dimension is not Dimension.MONEY
    scale = found.group() if not own and (found := _SCALE.match(text)) else ""
    at = len(scale)
    more = found.group() if (found := _MORE.match(text, at)) else None
    at += len(more or "")
    bracketed = _BRACKETED_UNIT.match(text, at)
    if bracketed and (known := match_unit(bracketed[1])) and known.symbol == bracketed[1]:
        return _Tail(bracketed.end(), scale, known, scale + known.symbol, (), more)
    known = match_unit(text[at:])
    if known is None:
        run = _noun_after(text[at:])
        noun = run if len(run) <= _UNKNOWN_UNIT and not bound_at(text[at:]) else ""
    else:
        counts = known.dimension is Dimension.COUNT
        noun = known.symbol + (_noun_after(text[at + len(known.symbol) :]) if counts else "")
    at += len(noun)
    per_length, per = _read_per(text[at:]) if known or scale else (0, ())
    printed = scale + noun + text[at : at + per_length]
    return _Tail(at + per_length, scale, known, printed, per, more)


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    """'5G', 'PM2.5', 'ISO9001', '“351”': digits that belong to a name."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == '"' and '"' in text[end : end + 8]:
        return True
    if re.search(r"[A-Za-z]\+$", text[:start]):
        return True
    latin_before = before.isascii() and before.isalpha()
    latin_after = after.isascii() and after.isalpha() and match_unit(text[end:]) is None
    return latin_before or latin_after or before in (".", "^", "第") or after in ("#", "号")


def _signed(match: re.Match[str], tail: _Tail, bound: tuple[str, str] | None) -> str | None:
    sign = SIGN_OF_WORD.get(match["sign"]) if match["sign"] else None
    if sign == "±":
        return "<="
    if sign in (None, "=") and bound is not None and match["sign"] not in ("=", "等于"):
        return bound[1]
    return sign or ("~" if tail.more else None)


def _atom(match: re.Match[str], text: str) -> Atom | None:
    if _is_part_of_name(text, match.start("number"), match.end("number")):
        return None
    tail = _unit_tail(text[match.end() :])
    end = match.end() + tail.length
    bound = bound_at(text[end:])
    sign = _signed(match, tail, bound)
    edge = match.start() == 0 or (
        tail.length == 0 and (end == len(text) or text[end] in ",;。、)…|-~至")
    )
    if not (sign or tail.known or tail.scale or edge):
        return None
    if bound is not None:
        end += len(bound[0])
    return Atom(
        start=match.start(),
        end=end,
        sign=sign,
        number=match["number"].replace(",", ""),
        scale=tail.scale,
        known=tail.known,
        unit=tail.text or None,
        per=tail.per,
        bound=bound[0] if bound else None,
        word=match["sign"] or (bound[0] if bound else None),
    )


def _found(text: str) -> Iterator[Atom]:
    at = 0
    while (match := _NUMBER.search(text, at)) is not None:
        atom = _atom(match, text)
        at = match.end() if atom is None else max(atom.end, match.end())
        if atom is not None:
            yield atom


_NAME_BETWEEN = re.compile(
    r"[^0-9,;。、|]{2,}(?:率|数|量|度|比例|比|成本|费|标准|时间|额)[:为达到在是]{0,2}$"
)


def _in_brackets(atom: Atom, text: str) -> bool:
    return text.count("(", 0, atom.start) > text.count(")", 0, atom.start)


def read_atoms(text: str) -> tuple[Atom, ...]:
    """All atoms of a folded text, in order; numbers of a name before a number are left out
    ('65岁以上老年人健康管理率≥70%' has one atom)."""
    found = list(_found(text))
    kept = []
    for atom, following in zip(found, (*found[1:], None)[: len(found)], strict=True):
        if following and _NAME_BETWEEN.fullmatch(text[atom.end : following.start]):
            continue
        kept.append(atom)
    # "≥95%(其中老年人90%)": the detail in brackets is not the target.
    outside = tuple(atom for atom in kept if not _in_brackets(atom, text))
    return outside or tuple(kept)


def is_ocr_equals(atom: Atom) -> bool:
    """Whether the sign is 二, the usual misreading of '='."""
    return atom.word == OCR_EQUALS
