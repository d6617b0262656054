"""Times as the API says them."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query

DaysBack = Annotated[int, Query(ge=1, le=366, description="回溯天数。 Days back.")]
UtcOffset = Annotated[int, Query(ge=-840, le=840, description="时区，分钟。 Minutes east of UTC.")]
CHINA = 480
"""The offset of China."""


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def moment_or_none(seconds: float | None) -> datetime | None:
    """Likewise, None for None."""
    return None if seconds is None else moment(seconds)
