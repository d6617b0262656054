"""The figures of learning: how much was corrected, how often the machine was right, how sure that
is, and what waits."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from annotations.agreement import FieldAgreement
from annotations.corrections import Aspect, Source
from serve.learning.shares import Share, share_of
from serve.learning.study import Study
from serve.learning.tallies import COUNTED, Counted, Fate, Tally, one_each

_Key = TypeVar("_Key", bound=Hashable)

_LATELY = 4
"""Weeks over which the few forms that chance chose are taken together."""
_WEEKS = 53
"""How many weeks with judgements are told of, the newest ones."""


@dataclass(frozen=True, slots=True)
class Day:
    """Values that people touched on a day (ISO date), by where they did."""

    day: str
    values: Mapping[Source, int]
    forms: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares of values that were right: of all judged forms, which people chose because they
    looked doubtful, and of those that chance chose, which alone are honest of all documents."""

    name: str
    judged: Share | None
    drawn: Share | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them. `weeks` are named by their Monday; of drawn forms, which are few, each tells of
    itself and the three before it. `kinds` are named by the label of a cell, `families` by
    the type of the form. `sources` counts judged forms, `fates` values, `aspects` what of
    changed values was changed."""

    forms: int
    documents: int
    people: int
    touched: int
    sources: Mapping[Source, int]
    fates: Mapping[Fate, int]
    aspects: Mapping[Aspect, int]
    days: tuple[Day, ...]
    overall: Accuracy
    weeks: tuple[Accuracy, ...]
    kinds: tuple[Accuracy, ...]
    families: tuple[Accuracy, ...]
    agreement: tuple[FieldAgreement, ...]
    doubly: int
    disputed: int
    unjudged: int


@dataclass(frozen=True, slots=True)
class Window:
    """Days are told from `since` (seconds since 1970) on; a day begins `offset` seconds earlier
    than in UTC (28,800 in China)."""

    since: float
    offset: float


def figures_of(study: Study, window: Window) -> Figures:
    """The figures of a study."""
    tallies = study.tallies
    once = one_each(tallies)
    dated = [(tally, _day(tally, window)) for tally in once]
    return Figures(
        forms=len(once),
        documents=len({tally.head.document for tally in once}),
        people=len({tally.head.author for tally in tallies}),
        touched=sum(tally.counts.touched for tally in tallies),
        sources=Counter(tally.head.source for tally in tallies),
        fates=_sum(tally.counts.fates for tally in once),
        aspects=_sum(tally.counts.aspects for tally in tallies),
        days=_days(tallies, window),
        overall=_accuracy("", once, study.drawn),
        weeks=_weeks(dated, study.drawn)[-_WEEKS:],
        kinds=tuple(_kind(label, once, study.drawn) for label in COUNTED),
        families=_families(once, study),
        agreement=study.agreement,
        doubly=study.doubly,
        disputed=study.disputed,
        unjudged=study.unjudged,
    )


def _accuracy(name: str, tallies: Iterable[Tally], drawn: Set[str]) -> Accuracy:
    counted = [(tally.head.id, tally.counts.values) for tally in tallies]
    return _of_counts(name, counted, drawn)


def _kind(label: str, tallies: Iterable[Tally], drawn: Set[str]) -> Accuracy:
    counted = [(tally.head.id, tally.counts.labels.get(label, (0, 0))) for tally in tallies]
    return _of_counts(label, counted, drawn)


def _of_counts(name: str, counted: list[tuple[str, Counted]], drawn: Set[str]) -> Accuracy:
    of_drawn = (counts for identity, counts in counted if identity in drawn)
    return Accuracy(name, share_of(counts for _, counts in counted), share_of(of_drawn))


def _families(tallies: Iterable[Tally], study: Study) -> tuple[Accuracy, ...]:
    groups: dict[str, list[Tally]] = defaultdict(list)
    for tally in tallies:
        name = study.families.get((tally.head.run, tally.head.form))
        if name is not None:
            groups[name].append(tally)
    return tuple(_accuracy(name, groups[name], study.drawn) for name in sorted(groups))


def _weeks(dated: Sequence[tuple[Tally, date]], drawn: Set[str]) -> tuple[Accuracy, ...]:
    """The weeks in which somebody judged something, the newest last."""
    weeks: dict[date, list[Tally]] = defaultdict(list)
    for tally, day in dated:
        weeks[day - timedelta(days=day.weekday())].append(tally)
    found = []
    for monday in sorted(weeks):
        lately = (weeks.get(monday - timedelta(weeks=back), []) for back in range(_LATELY))
        recent = [tally for tallies in lately for tally in tallies if tally.head.id in drawn]
        of_drawn = share_of(tally.counts.values for tally in recent)
        of_judged = share_of(tally.counts.values for tally in weeks[monday])
        found.append(Accuracy(monday.isoformat(), of_judged, of_drawn))
    return tuple(found)


def _days(tallies: Iterable[Tally], window: Window) -> tuple[Day, ...]:
    """Days on which somebody judged something, the newest last."""
    values: dict[date, Counter[Source]] = defaultdict(Counter)
    forms: Counter[date] = Counter()
    first = datetime.fromtimestamp(window.since + window.offset, UTC).date()
    for tally in tallies:
        day = _day(tally, window)
        if day >= first:
            values[day][tally.head.source] += tally.counts.touched
            forms[day] += 1
    return tuple(Day(day.isoformat(), values[day], forms[day]) for day in sorted(forms))


def _sum(counts: Iterable[Mapping[_Key, int]]) -> Mapping[_Key, int]:
    total: Counter[_Key] = Counter()
    for one in counts:
        total.update(one)
    return total


def _day(tally: Tally, window: Window) -> date:
    made = datetime.fromisoformat(tally.head.made_at)
    at = made if made.tzinfo else made.replace(tzinfo=UTC)
    return (at.astimezone(UTC) + timedelta(seconds=window.offset)).date()
