"""Files of a multipart body: to the staging folder while they arrive, hashed on the way.

The body is parsed here and not by the framework, which would store every file twice.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from serve.edge.archives import decoded, display_name
from serve.errors import BadRequestError, UnsupportedUploadError, UploadTooLargeError
from serve.settings import MEBIBYTE, Settings

FIELD = "file"
_BATCH = MEBIBYTE  # written and hashed at once, in a thread
_OVERHEAD = MEBIBYTE  # of a body beside the bytes of its files
_MAX_PARTS_BESIDE = 100
_PAUSE_SECONDS = 120.0
_EXTENDED = re.compile(rb";\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", re.IGNORECASE)

Piece = tuple[bytes, int, int]  # bytes and the range of them that is meant


@dataclass(frozen=True, slots=True)
class Received:
    """A file that arrived: where it lies, its SHA-256 in hex, bytes, and the name to show."""

    path: Path
    sha256: str
    size: int
    name: str


@dataclass(slots=True)
class _Growing:
    """A file on its way to the disk."""

    path: Path
    name: str
    pieces: list[Piece] = field(default_factory=list)
    size: int = 0
    ended: bool = False
    hashed: "hashlib._Hash" = field(default_factory=hashlib.sha256)


class _Parts:
    """What the parser finds: the files of the field `file`; other fields are passed over."""

    def __init__(self, folder: Path, max_files: int) -> None:
        self.files: list[_Growing] = []
        self.waiting = 0  # bytes not written yet
        self.is_complete = False
        self._folder = folder
        self._max_files = max_files
        self._beside = 0
        self._current: _Growing | None = None
        self._header = bytearray()
        self._value = bytearray()
        self._disposition = b""

    def on_part_begin(self) -> None:
        self._disposition = b""
        self._current = None

    def on_header_begin(self) -> None:
        self._header, self._value = bytearray(), bytearray()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            self._disposition = bytes(self._value)

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if options.get(b"name") != FIELD.encode():
            self._beside += 1
            if self._beside > _MAX_PARTS_BESIDE:
                raise BadRequestError("表单字段过多。 The form has too many fields.")
            return
        if len(self.files) == self._max_files:
            raise UploadTooLargeError(
                f"文件过多，上限 {self._max_files} 个。 More than {self._max_files} files."
            )
        path = self._folder / str(len(self.files))
        name = display_name(_file_name(self._disposition, options.get(b"filename", b"")))
        self._current = _Growing(path, name)
        self.files.append(self._current)

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._current is not None:
            self._current.pieces.append((data, start, end))
            self._current.size += end - start
            self.waiting += end - start

    def on_part_end(self) -> None:
        if self._current is not None:
            self._current.ended = True
        self._current = None

    def on_end(self) -> None:
        self.is_complete = True

    def write_waiting(self) -> None:
        """Write and hash what has arrived; in a thread, as the disk may be slow."""
        self.waiting = 0
        self._folder.mkdir(exist_ok=True)
        for file in self.files:
            if file.pieces or (file.ended and not file.path.exists()):
                _write(file)


async def receive_files(request: Request, folder: Path, settings: Settings) -> list[Received]:
    """Stream the files of a request to a folder.

    Raises:
        UnsupportedUploadError: the body is no multipart/form-data.
        UploadTooLargeError: it has too many bytes or files.
        BadRequestError: it is broken, cut off or without a field `file`.
        OSError: the disk does not take it.
    """
    parts = _Parts(folder, settings.max_files)
    parser = _parser(request, parts)
    chunks = _limited(request, settings.max_upload_bytes + _OVERHEAD)
    try:
        await _take(chunks, parser, parts)
    except TimeoutError as error:
        raise BadRequestError("上传停顿过久。 Nothing came for two minutes.") from error
    if not parts.is_complete:
        raise BadRequestError("上传不完整。 The body ends before the form does.")
    if not parts.files:
        raise BadRequestError(f"缺少 {FIELD} 字段。 There is no field `{FIELD}`.")
    if sum(file.size for file in parts.files) > settings.max_upload_bytes:
        raise _too_large(settings.max_upload_bytes)
    await run_in_threadpool(parts.write_waiting)
    return [
        Received(file.path, file.hashed.hexdigest(), file.size, file.name) for file in parts.files
    ]


async def _take(chunks: AsyncIterator[bytes], parser: MultipartParser, parts: _Parts) -> None:
    """Parse and write what comes. Raises TimeoutError where nothing does for long."""
    clock = asyncio.get_running_loop()
    async with asyncio.timeout(_PAUSE_SECONDS) as pause:
        async for chunk in chunks:
            pause.reschedule(clock.time() + _PAUSE_SECONDS)
            try:
                parser.write(chunk)
            except FormParserError as error:
                raise BadRequestError(f"表单格式有误。 The form is broken: {error}") from error
            if parts.waiting >= _BATCH:
                await run_in_threadpool(parts.write_waiting)


async def _limited(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The chunks of a body; what its sender says of its length is believed only against him."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(limit - _OVERHEAD)
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise _too_large(limit - _OVERHEAD)
            yield chunk
    except ClientDisconnect as error:
        raise BadRequestError("上传中断。 The sender went away.") from error


def _parser(request: Request, parts: _Parts) -> MultipartParser:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        raise UnsupportedUploadError("请求不是 multipart/form-data。 Not multipart/form-data.")
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise BadRequestError("缺少 boundary。 The content type names no boundary.")
    names = (
        "on_part_begin", "on_header_begin", "on_header_field", "on_header_value", "on_header_end",
        "on_headers_finished", "on_part_data", "on_part_end", "on_end",
    )  # fmt: skip
    callbacks = {name: getattr(parts, name) for name in names}
    try:
        return MultipartParser(boundary, callbacks)  # type: ignore[arg-type]
    except FormParserError as error:
        raise BadRequestError("boundary 过长。 The boundary is too long.") from error


def _write(file: _Growing) -> None:
    pieces, file.pieces = file.pieces, []
    handle = os.open(file.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for data, start, end in pieces:
            view = memoryview(data)[start:end]
            file.hashed.update(view)
            while view:
                view = view[os.write(handle, view) :]
    finally:
        os.close(handle)


def _file_name(disposition: bytes, plain: bytes) -> str:
    """The name that the sender gave; the extended form of RFC 5987 wins."""
    extended = _EXTENDED.search(disposition)
    if extended and extended[1].lower() in (b"utf-8", b"utf8"):
        plain = unquote_to_bytes(extended[2])
    return decoded(plain, plain.decode("latin-1"))


def _too_large(limit: int) -> UploadTooLargeError:
    return UploadTooLargeError(f"上传过大，上限 {limit} 字节。 The upload is over {limit} bytes.")
