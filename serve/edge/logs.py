"""The log of requests: with identifiers and never with contents, names or queries."""

import logging
import re
import secrets
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serve.edge.metrics import Metrics
from serve.edge.problems import Problem, answer

REQUEST_ID = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_LOG = logging.getLogger("jixiao.requests")
_ROUTINE = frozenset(("/livez", "/readyz", "/metrics"))  # asked every few seconds by machines


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
