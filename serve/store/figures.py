"""Sums over jobs, deliveries and workers, for the metrics."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Table, func, select

from serve.store.queue import oldest_queued
from serve.store.tables import deliveries, jobs, workers
from serve.store.workers import LIVE_SECONDS


@dataclass(frozen=True, slots=True)
class Figures:
    """The state of the queue. `jobs` and `deliveries` count by state; ages and seconds in seconds;
    `oldest_age` is without documents that are read again; `seconds` are those between start and end
    of all `finished` jobs."""

    jobs: Mapping[str, int]
    deliveries: Mapping[str, int]
    oldest_age: float
    workers: int
    lost: int
    crashes: int
    retries: int
    seconds: float
    finished: int


def read_figures(connection: Connection, now: float) -> Figures:
    """The sums as of `now`, seconds since 1970."""
    oldest = oldest_queued(connection)
    took = jobs.c.finished_at - jobs.c.started_at
    sums = connection.execute(
        select(
            func.coalesce(func.sum(jobs.c.lost), 0),
            func.coalesce(func.sum(jobs.c.crashes), 0),
            func.coalesce(func.sum(jobs.c.retries), 0),
            func.coalesce(func.sum(took), 0.0),
            func.count(took),
        )
    ).one()
    seen = select(func.count()).select_from(workers).where(workers.c.seen_at > now - LIVE_SECONDS)
    return Figures(
        jobs=_by_state(connection, jobs, jobs.c.state),
        deliveries=_by_state(connection, deliveries, deliveries.c.state),
        oldest_age=max(0.0, now - oldest) if oldest is not None else 0.0,
        workers=connection.execute(seen).scalar_one(),
        lost=sums[0],
        crashes=sums[1],
        retries=sums[2],
        seconds=sums[3],
        finished=sums[4],
    )


def _by_state(connection: Connection, table: Table, state: Column[str]) -> dict[str, int]:
    rows = connection.execute(select(state, func.count()).select_from(table).group_by(state))
    return {name: count for name, count in rows}  # noqa: C416 - rows are not pairs to mypy
