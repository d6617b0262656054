"""What every answer says to a browser, and which requests are refused before any route."""

import asyncio
import json
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serve.edge.problems import Problem, answer, answer_to
from serve.errors import BadRequestError, UploadTooLargeError

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_MAX_HEADER_BYTES = 32 * 1024
_MAX_BODY_BYTES = 1024 * 1024
_BODY_SECONDS = 30.0  # it is read before anybody asks who sends it
_UPLOADS = frozenset(("/v1/documents", "/v1/extract"))  # stream their bodies, limit them themselves
_MAX_LABELLING_BYTES = 16 * 1024 * 1024  # Label Studio sends tasks with all that is on them
_ODD_ESCAPES = re.compile(rb"\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})")


class SecurityHeaders:
    """Middleware: the headers of `_HEADERS`, and no-store for what the API answers; a route's own
    value of one of them wins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


class RequestLimits:
    """Middleware: refuses headers over 32 KiB, bodies over 1 MiB (of Label Studio 16 MiB) or 30
    seconds except uploads, and characters that no database takes (U+0000, lone surrogates) in
    path, query or JSON.

    Args:
        app: what comes behind it.
        is_label_studio: whether a path is one that only Label Studio knows.
    """

    def __init__(self, app: ASGIApp, is_label_studio: Callable[[str], bool]) -> None:
        self._app = app
        self._is_label_studio = is_label_studio

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request or pass it on, with its body read where it is no upload."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if sum(len(name) + len(value) for name, value in scope["headers"]) > _MAX_HEADER_BYTES:
            await answer(Problem(431, "http.request_header_fields_too_large"))(scope, receive, send)
            return
        try:
            _check_address(scope)
            if not (scope["method"] == "POST" and scope["path"] in _UPLOADS):
                async with asyncio.timeout(_BODY_SECONDS):
                    receive = await _read_body(scope, receive, self._most(scope["path"]))
        except TimeoutError:
            slow = answer(Problem(408, "http.request_timeout"), {"Connection": "close"})
            await slow(scope, receive, send)
            return
        except (BadRequestError, UploadTooLargeError) as error:
            await answer_to(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _most(self, path: str) -> int:
        return _MAX_LABELLING_BYTES if self._is_label_studio(path) else _MAX_BODY_BYTES


def _check_address(scope: Scope) -> None:
    query = unquote_to_bytes(scope["query_string"])
    if "\x00" in scope["path"] or b"\x00" in query:
        raise BadRequestError("地址含有空字符。 The address holds a null character.")


async def _read_body(scope: Scope, receive: Receive, most: int) -> Receive:
    """The body, of so many bytes at most, as something that gives it again."""
    headers = Headers(scope=scope)
    length = headers.get("content-length", "0")
    too_large = f"请求内容超过 {most >> 20} MB。 The body is over {most >> 20} MB."
    if length.isdigit() and int(length) > most:
        raise UploadTooLargeError(too_large)
    if length == "0" and "transfer-encoding" not in headers:
        return receive
    parts = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts += message.get("body", b"")
        more = message.get("more_body", False)
        if len(parts) > most:
            raise UploadTooLargeError(too_large)
    body = bytes(parts)
    _check_characters(body)
    return _replay(body, receive)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _check_characters(body: bytes) -> None:
    if not _ODD_ESCAPES.search(body):
        return
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError as error:
        raise BadRequestError("文本含有不成对的代理字符。 A lone surrogate is no text.") from error
    except (ValueError, RecursionError):
        return  # no JSON: its reader will say so
    if "\\u0000" in text:
        raise BadRequestError("文本含有空字符。 A null character is no text here.")
