"""Figures over all documents that are not deleted, for the dashboards."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, case, cast, func, literal, select

from serve.store.revisions import RevisionKind
from serve.store.tables import documents, findings, indicators, jobs, revisions

_DAY = 86_400.0
_HOUR = 3_600.0
_BINS = 10
_LONGEST_LIST = 50


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what; `name` is what people call the key, where it is a code."""

    key: str
    name: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day (ISO date); `pages` are those of the finished documents."""

    day: str
    uploaded: int = 0
    finished: int = 0
    pages: int = 0
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures. `confidence` counts indicators in ten bins from 0 to 1; lists are cut behind
    their 50 largest."""

    documents: int
    forms: int
    pages: int
    indicators: int
    by_state: Mapping[str, int]
    by_level2: tuple[Count, ...]
    by_concept: tuple[Count, ...]
    confidence: tuple[int, ...]
    findings: tuple[Count, ...]
    days: tuple[Day, ...]
    finished_last_hour: int
    pages_last_hour: int
    seconds_per_page: float | None


def read_statistics(connection: Connection, now: float, days: int, utc_offset: float) -> Statistics:
    """The figures as of `now` (seconds since 1970).

    Args:
        days: how many days back `days` goes.
        utc_offset: seconds that midnight is earlier than in UTC; 28,800 in China.
    """
    alive = documents.c.deleted_at.is_(None)
    sums = connection.execute(
        select(
            func.count(),
            *(func.coalesce(func.sum(documents.c[name]), 0) for name in _SUMS),
        ).where(alive)
    ).one()
    states = select(documents.c.state, func.count()).where(alive).group_by(documents.c.state)
    hour = connection.execute(
        select(func.count(), func.coalesce(func.sum(documents.c.pages), 0))
        .where(alive, documents.c.state == "done")
        .where(documents.c.finished_at > now - _HOUR)
    ).one()
    return Statistics(
        documents=sums[0],
        forms=sums[1],
        pages=sums[2],
        indicators=sums[3],
        by_state={row[0]: row[1] for row in connection.execute(states)},
        by_level2=_level2_counts(connection),
        by_concept=_concept_counts(connection),
        confidence=_confidence_bins(connection),
        findings=_finding_counts(connection),
        days=_days(connection, now - days * _DAY, utc_offset),
        finished_last_hour=hour[0],
        pages_last_hour=hour[1],
        seconds_per_page=_seconds_per_page(connection, now - _DAY),
    )


def unreviewed_documents(connection: Connection) -> int:
    """How many documents were read and have values to look at that nobody corrected."""
    corrected = select(revisions.c.document_id).where(
        revisions.c.kind == RevisionKind.CORRECTION.value
    )
    waiting = documents.c.id.not_in(corrected) & (documents.c.doubtful > 0)
    query = select(func.count()).where(
        documents.c.deleted_at.is_(None), documents.c.state == "done", waiting
    )
    return connection.execute(query.select_from(documents)).scalar_one()


_SUMS = ("forms", "pages", "indicators")


def _level2_counts(connection: Connection) -> tuple[Count, ...]:
    level2 = indicators.c.level2
    query = _of_alive_indicators(level2).where(level2.is_not(None)).group_by(level2)
    rows = connection.execute(query.order_by(func.count().desc(), level2).limit(_LONGEST_LIST))
    return tuple(Count(row[0], None, row[1]) for row in rows)


def _concept_counts(connection: Connection) -> tuple[Count, ...]:
    concept = indicators.c.concept
    query = (
        select(concept, func.max(indicators.c.concept_name), func.count())
        .join(documents, documents.c.id == indicators.c.document_id)
        .where(documents.c.deleted_at.is_(None), concept.is_not(None))
        .group_by(concept)
        .order_by(func.count().desc(), concept)
        .limit(_LONGEST_LIST)
    )
    return tuple(Count(*row) for row in connection.execute(query))


def _confidence_bins(connection: Connection) -> tuple[int, ...]:
    confidence = indicators.c.confidence
    bins: ColumnElement[int] = case(
        *((confidence < (number + 1) / _BINS, number) for number in range(_BINS - 1)),
        else_=_BINS - 1,
    )
    counts = dict.fromkeys(range(_BINS), 0)
    binned = (
        select(bins.label("bin"))
        .select_from(indicators)
        .join(documents, documents.c.id == indicators.c.document_id)
        .where(documents.c.deleted_at.is_(None))
        .subquery()
    )
    query = select(binned.c.bin, func.count()).group_by(binned.c.bin)
    for number, count in connection.execute(query):
        counts[number] = count
    return tuple(counts.values())


def _of_alive_indicators(column: ColumnElement[Any]) -> Select[Any]:
    return (
        select(column, func.count())
        .select_from(indicators)
        .join(documents, documents.c.id == indicators.c.document_id)
        .where(documents.c.deleted_at.is_(None))
    )


def _finding_counts(connection: Connection) -> tuple[Count, ...]:
    query = (
        select(findings.c.rule, findings.c.severity, func.count())
        .join(documents, documents.c.id == findings.c.document_id)
        .where(documents.c.deleted_at.is_(None), findings.c.state == "open")
        .group_by(findings.c.rule, findings.c.severity)
        .order_by(func.count().desc(), findings.c.rule)
        .limit(_LONGEST_LIST)
    )
    return tuple(Count(*row) for row in connection.execute(query))


def _days(connection: Connection, since: float, utc_offset: float) -> tuple[Day, ...]:
    """Days on which something happened, the newest last."""
    alive = documents.c.deleted_at.is_(None)
    done = documents.c.state == "done"
    corrected = (RevisionKind.CORRECTION.value, RevisionKind.RESTORED.value)
    uploads = select(documents.c.created_at, documents.c.pages).where(alive)
    ends = select(documents.c.finished_at, documents.c.pages).where(alive, done)
    corrections = select(revisions.c.made_at, literal(0)).where(revisions.c.kind.in_(corrected))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for name, events in (("uploaded", uploads), ("finished", ends), ("corrections", corrections)):
        for day, count, pages in connection.execute(_by_day(connection, events, since, utc_offset)):
            found[day][name] = count
            if name == "finished":
                found[day]["pages"] = pages or 0
    return tuple(
        Day(datetime.fromtimestamp(day * _DAY, UTC).date().isoformat(), **figures)
        for day, figures in sorted(found.items())
    )


def _by_day(
    connection: Connection, events: Select[Any], since: float, utc_offset: float
) -> Select[Any]:
    """(days since 1970, how many, their pages) by day, of (time, pages).

    The day is worked out in a subquery: PostgreSQL takes the same expression with parameters in
    SELECT and in GROUP BY for two.
    """
    times = events.subquery()
    time, pages = times.c[0], times.c[1]
    number = (time + utc_offset) / _DAY
    whole = number if connection.dialect.name == "sqlite" else func.floor(number)
    day: ColumnElement[int] = cast(whole, Integer)  # SQLite cuts, PostgreSQL rounds
    days = select(day.label("day"), pages.label("pages")).where(time >= since).subquery()
    return select(days.c.day, func.count(), func.sum(days.c.pages)).group_by(days.c.day)


def _seconds_per_page(connection: Connection, since: float) -> float | None:
    """Of documents that were read since then: seconds of their jobs by their pages."""
    took = func.sum(jobs.c.finished_at - jobs.c.started_at)
    row = connection.execute(
        select(took, func.sum(documents.c.pages))
        .select_from(jobs)
        .join(documents, documents.c.id == jobs.c.document_id)
        .where(jobs.c.state == "done", jobs.c.finished_at > since)
    ).one()
    return round(row[0] / row[1], 3) if row[0] is not None and row[1] else None
