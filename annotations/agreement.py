"""How far two people agree on the same form: per field, and apart for what either of them touched.

People start from the same proposal, so that agreement on what nobody touched says little.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotations.corrections import (
    Aspect,
    Correction,
    Reading,
    Source,
    Spot,
    Submission,
    Verdict,
    usable,
)
from annotations.labels import Unprinted
from annotations.places import best_match, same_place
from annotations.plain_texts import plain_text

PRESENCE = "presence"
_ABSENT = "\x00absent"
_ASPECTS = (Aspect.TEXT, Aspect.LABEL, Aspect.BOX, Aspect.CONCEPT)
_ASPECTS_OF_REVIEW = (Aspect.TEXT, Aspect.CONCEPT)  # its page shows no labels and moves no boxes
_CHOSEN = tuple(label.value for label in Unprinted)


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """Agreement on one field: what the cell is (level3, value …) and the aspect of it.

    `percent` is the share (0–1) of `units` on which both said the same, `touched` and
    `touched_percent` are of those that at least one of them changed. `alpha` is Krippendorff's for
    nominal data: 1 perfect, 0 chance; None where there is nothing to disagree on.
    """

    label: str
    aspect: str
    units: int
    percent: float
    alpha: float | None
    touched: int
    touched_percent: float | None


@dataclass(frozen=True, slots=True)
class Unit:
    """One aspect of one cell, as two people left it; None where it is not there any more."""

    cell: str
    label: str
    aspect: str
    first: str | None
    second: str | None
    touched: bool

    @property
    def agrees(self) -> bool:
        """Whether both said the same."""
        return self.first == self.second


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people's judgement of the same form, each in Label Studio or on the review page. Only
    the second may be of the review page."""

    first: Submission
    second: Submission


def pairs(submissions: Sequence[Submission]) -> list[Pair]:
    """Every two people who judged the same form, whatever reading of it they were shown; of each
    their last judgement. Two of the review page are none: who came second saw what the first left.
    """
    by_form: dict[tuple[str, int], dict[str, Submission]] = defaultdict(dict)
    for submission in sorted(usable(submissions), key=lambda entry: entry.made_at):
        if submission.source is not Source.ADJUDICATION:
            by_form[submission.document, submission.form][submission.author] = submission
    return [
        Pair(first, second)
        for people in by_form.values()
        for first, second in combinations(sorted(people.values(), key=_place), 2)
        if first.source is not Source.REVIEW
    ]


def agreement(submissions: Sequence[Submission]) -> list[FieldAgreement]:
    """Agreement per field over all pairs, in the order of labels and aspects."""
    units: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for pair in pairs(submissions):
        for unit in pair_units(pair):
            units[unit.label, unit.aspect].append(unit)
    return [_field(label, aspect, found) for (label, aspect), found in sorted(units.items())]


def pair_units(pair: Pair) -> Iterator[Unit]:
    """Every aspect of every cell that either of two people says something of."""
    first, second = _final(pair.first), _final(pair.second)
    partner = partners(pair)
    aspects = _ASPECTS if pair.second.source is not Source.REVIEW else _ASPECTS_OF_REVIEW
    for cell, mine in first.items():
        theirs = second.get(partner.get(cell, cell))
        if theirs is not None:
            yield from _cell_units(cell, mine, theirs, aspects)
        elif mine.verdict is Verdict.ADDED:
            yield _presence(cell, mine)
    taken = set(partner.values())
    for cell, theirs in second.items():
        if theirs.verdict is Verdict.ADDED and cell not in taken:
            yield _presence(cell, theirs)


def krippendorff_alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for nominal data.

    Args:
        units: the values that each unit was given; those of units with one value do not count.
    Returns:
        None where there are no two values to tell apart.
    Source: K. Krippendorff, Content Analysis, coincidence matrix: 1 - (n - 1) D_o / D_e.
    """
    observed = 0.0
    totals: defaultdict[str, float] = defaultdict(float)
    count = 0.0
    for values in units:
        size = len(values)
        if size < 2:
            continue
        count += size
        for value in values:
            totals[value] += 1
        unlike = sum(a != b for a in values for b in values)
        observed += unlike / (size - 1)
    expected = count * count - sum(total * total for total in totals.values())
    if expected == 0:
        return None
    return 1 - (count - 1) * observed / expected


def partners(pair: Pair) -> dict[str, str]:
    """Cells of the first judgement → the same cell in the second, where it has another id: cells
    that both drew, and all cells where they were shown different readings. By their place."""
    first, second = _final(pair.first), _final(pair.second)
    is_one_run = pair.first.run == pair.second.run
    free = {
        cell: _spot(entry)
        for cell, entry in second.items()
        if cell not in first and (entry.verdict is Verdict.ADDED or not is_one_run)
    }
    found: dict[str, str] = {}
    for cell, entry in first.items():
        if cell not in second and (entry.verdict is Verdict.ADDED or not is_one_run):
            match = best_match(_spot(entry), free)
            if match is not None:
                found[cell] = match
                del free[match]
    return found


def _place(submission: Submission) -> tuple[bool, str]:
    return submission.source is Source.REVIEW, submission.author


def _final(submission: Submission) -> dict[str, Correction]:
    """What is printed, by cell: nobody else is asked for what is only chosen."""
    return {c.cell: c for c in submission.corrections if _label(c) not in _CHOSEN}


def _spot(entry: Correction) -> Spot | None:
    reading = entry.shown or entry.became
    return None if reading is None else reading.spot


def _cell_units(
    cell: str, mine: Correction, theirs: Correction, aspects: Sequence[Aspect]
) -> Iterator[Unit]:
    touched = {mine.verdict, theirs.verdict} != {Verdict.UNTOUCHED}
    label = _label(mine)
    if mine.became is None or theirs.became is None:
        presences = [None if e.became is None else "there" for e in (mine, theirs)]
        yield Unit(cell, label, PRESENCE, presences[0], presences[1], touched)
        return
    for aspect in aspects:
        if aspect is Aspect.CONCEPT and label != "level3":
            continue
        changed = aspect in mine.changed or aspect in theirs.changed
        first, second = _value(mine.became, aspect), _value(theirs.became, aspect)
        if aspect is Aspect.BOX and same_place(mine.became.spot, theirs.became.spot):
            second = first
        added = mine.verdict is Verdict.ADDED
        yield Unit(cell, label, aspect.value, first, second, changed or added)


def _presence(cell: str, entry: Correction) -> Unit:
    return Unit(cell, _label(entry), PRESENCE, "there", None, touched=True)


def _label(entry: Correction) -> str:
    reading = entry.shown or entry.became
    return reading.label if reading is not None else ""


def _value(reading: Reading, aspect: Aspect) -> str:
    match aspect:
        case Aspect.TEXT:
            return plain_text(reading.text)
        case Aspect.LABEL:
            return f"{reading.label}:{reading.key or ''}"
        case Aspect.CONCEPT:
            return reading.concept or ""
        case _:
            return str(reading.spot)


def _field(label: str, aspect: str, units: Sequence[Unit]) -> FieldAgreement:
    touched = [unit for unit in units if unit.touched]
    values = [(unit.first or _ABSENT, unit.second or _ABSENT) for unit in units]
    return FieldAgreement(
        label,
        aspect,
        len(units),
        sum(unit.agrees for unit in units) / len(units),
        krippendorff_alpha(values),
        len(touched),
        sum(unit.agrees for unit in touched) / len(touched) if touched else None,
    )
