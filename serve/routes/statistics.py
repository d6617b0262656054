"""Figures for the dashboards."""

from fastapi import APIRouter

from serve.edge.callers import Reader
from serve.edge.moments import CHINA, DaysBack, UtcOffset
from serve.edge.schemas_search import StatisticsAnswer
from serve.edge.service import ServiceDep
from serve.store.statistics import read_statistics

router = APIRouter(tags=["statistics"])


@router.get("/statistics")
def read_all_statistics(
    service: ServiceDep,
    caller: Reader,
    days: DaysBack = 30,
    utc_offset: UtcOffset = CHINA,
) -> StatisticsAnswer:
    """统计。 Documents by state and day, indicators by group and concept, confidence, findings."""
    with service.database.read() as connection:
        now = service.database.now(connection)
        return StatisticsAnswer.of(read_statistics(connection, now, days, utc_offset * 60.0))
