"""How every process of the service logs: one JSON object a line, identifiers and never contents."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

from serve.settings import Settings

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainLines(logging.Formatter):
    """A record for a terminal; of exceptions the places and kinds, not the words, which may
    quote a form."""

    def formatException(self, ei: Fault) -> str:  # noqa: N802 - the name is logging's
        """The places an exception passed and its kind, causes first."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines.insert(0, "".join(traceback.format_tb(error.__traceback__)))
            lines.insert(1, type(error).__qualname__ + "\n")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip()


class JsonLines(PlainLines):
    """A record as one line of JSON: time, level, logger, event, and what `extra` gave."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without a newline in it."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        entry |= {key: value for key, value in vars(record).items() if key not in _OWN}
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure_logging(settings: Settings) -> None:
    """Log to standard error from INFO up, as JSON lines unless the settings say otherwise;
    uvicorn's own lines about requests are left out."""
    output = logging.StreamHandler(sys.stderr)
    if settings.log_json:
        output.setFormatter(JsonLines())
    else:
        output.setFormatter(PlainLines("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[output], force=True)
    for name in ("alembic", "uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
