"""Times as the API says them."""

from datetime import UTC, datetime


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def moment_or_none(seconds: float | None) -> datetime | None:
    """Likewise, None for None."""
    return None if seconds is None else moment(seconds)
