"""Logs: one JSON object a line, with identifiers and never with contents, names or queries."""

import json
import logging
import re
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serve.edge.metrics import Metrics
from serve.edge.problems import Problem, answer
from serve.settings import Settings

REQUEST_ID = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_LOG = logging.getLogger("jixiao.requests")
_ROUTINE = frozenset(("/livez", "/readyz", "/metrics"))  # asked every few seconds by machines
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


class RequestLog:
    """Middleware, the outermost: gives the request an identifier, counts and logs it, and answers
    500 where a route fails in a way that nobody foresaw."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _SANE.match(given) else secrets.token_hex(8)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id
        began = time.perf_counter()
        status = 0

        async def noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self._app(scope, receive, noting_status)
        except Exception:  # noqa: BLE001 - the outermost loop of a request
            _LOG.exception("request.crashed", extra={"request_id": request_id})
            if not status:
                instance = f"urn:jixiao:request:{request_id}"
                crash = Problem(500, "serve.internal", more={"instance": instance})
                await answer(crash)(scope, receive, noting_status)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = route_template(scope)
        self._metrics.count_request(scope["method"], route, status, seconds)
        if route in _ROUTINE:
            return
        state = scope["state"]
        _LOG.info(
            "request",
            extra={
                "request_id": state["request_id"],
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
                "principal": state.get("principal_id"),
                "code": state.get("problem_code"),
            },
        )


def route_template(scope: Scope) -> str:
    """The path of the route that took the request, with its parameters' names, never values."""
    template = getattr(scope.get("route"), "path", None)
    if not isinstance(template, str):
        return "unmatched"
    in_version = scope["path"].startswith("/v1/") and not template.startswith("/v1")
    return f"/v1{template}" if in_version else template
