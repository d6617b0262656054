"""Figures for the dashboards."""

from typing import Annotated

from fastapi import APIRouter, Query

from serve.edge.callers import Reader
from serve.edge.schemas_search import StatisticsAnswer
from serve.edge.service import ServiceDep
from serve.store.statistics import read_statistics

router = APIRouter(tags=["statistics"])
_CHINA = 480


@router.get("/statistics")
def read_all_statistics(
    service: ServiceDep,
    caller: Reader,
    days: Annotated[int, Query(ge=1, le=366, description="回溯天数。 Days back.")] = 30,
    utc_offset: Annotated[
        int, Query(ge=-840, le=840, description="时区，分钟。 Minutes east of UTC.")
    ] = _CHINA,
) -> StatisticsAnswer:
    """统计。 Documents by state and day, indicators by group and concept, confidence, findings."""
    with service.database.read() as connection:
        now = service.database.now(connection)
        return StatisticsAnswer.of(read_statistics(connection, now, days, utc_offset * 60.0))
