"""The data that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from serve.settings import Settings
from serve.store.blobs import Blobs, open_blobs
from serve.store.database import Database
from serve.store.migrate import bring_up_to_date


@dataclass(frozen=True, slots=True)
class Data:
    """Rows and bytes of the service, and the settings that name them."""

    settings: Settings
    database: Database
    blobs: Blobs


@contextmanager
def open_database() -> Iterator[Database]:
    """The database, as `jixiao serve` would have it: the embedded one is brought up to date.

    Raises SettingsError, SchemaError, StoreError.
    """
    database = Database(Settings.from_environment().database())
    try:
        bring_up_to_date(database)
        yield database
    finally:
        database.close()


@contextmanager
def open_data() -> Iterator[Data]:
    """The database and the blobs."""
    settings = Settings.from_environment()
    with open_database() as database:
        blobs = open_blobs(settings)
        try:
            yield Data(settings, database, blobs)
        finally:
            blobs.close()


def time_text(seconds: float | None) -> str:
    """A time for people, in UTC; a dash for none."""
    if seconds is None:
        return "-"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def printable(text: str) -> str:
    """A text that moves no cursor of a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
