"""Where results go: one stream for all files, or a folder with a file for each."""

import os
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

from extractor.errors import OutputError
from extractor.export.csv_text import to_csv
from extractor.export.json_text import object_to_json_line, to_json, to_json_line
from extractor.export.markdown import to_markdown
from extractor.export.outcome import Failure, Outcome, failure_to_dict
from extractor.record import Extraction


class Format(StrEnum):
    """The formats of a result; the value is the file suffix too."""

    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"
    CSV = "csv"
    MD = "md"


class Sink(Protocol):
    """Takes outcomes in the order of the input."""

    def add(self, outcome: Outcome, stem: str) -> None:
        """Take one outcome; `stem` is its unique relative path without suffix."""
        ...

    def close(self) -> None:
        """Write what is still to be written. Raises OutputError."""
        ...


class LineSink:
    """JSON Lines on a stream, a line a file, written at once; a failure has its line too."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def add(self, outcome: Outcome, stem: str) -> None:
        """Write the line. Raises OutputError, or BrokenPipeError where nobody reads."""
        if isinstance(outcome, Failure):
            line = object_to_json_line(failure_to_dict(outcome))
        else:
            line = to_json_line(outcome)
        write_stream(self._stream, line.encode())

    def close(self) -> None:
        """Nothing is left to write."""


class TextSink:
    """JSON or Markdown on a stream, one text after the other; failures leave none."""

    def __init__(self, stream: BinaryIO, form: Format) -> None:
        self._stream = stream
        self._form = form

    def add(self, outcome: Outcome, stem: str) -> None:
        """Write the text. Raises OutputError, or BrokenPipeError where nobody reads."""
        if not isinstance(outcome, Failure):
            write_stream(self._stream, render([outcome], self._form))

    def close(self) -> None:
        """Nothing is left to write."""


class TableSink:
    """One table of all files; it is written at the end, and only where a file was read."""

    def __init__(self, target: Path | BinaryIO, form: Format) -> None:
        self._target = target
        self._form = form
        self._extractions: list[Extraction] = []

    def add(self, outcome: Outcome, stem: str) -> None:
        """Keep an extraction."""
        if not isinstance(outcome, Failure):
            self._extractions.append(outcome)

    def close(self) -> None:
        """Write the table. Raises OutputError."""
        if not self._extractions:
            return
        content = render(self._extractions, self._form)
        if isinstance(self._target, Path):
            write_file(self._target, content)
        else:
            write_stream(self._target, content)


class FolderSink:
    """A file for each input, under its name; failures leave none."""

    def __init__(self, folder: Path, form: Format) -> None:
        self._folder = folder
        self._form = form

    def add(self, outcome: Outcome, stem: str) -> None:
        """Write the file. Raises OutputError."""
        if not isinstance(outcome, Failure):
            path = self._folder / f"{stem}.{self._form.value}"
            write_file(path, render([outcome], self._form))

    def close(self) -> None:
        """Nothing is left to write."""


def render(extractions: Sequence[Extraction], form: Format) -> bytes:
    """The extractions in one format: concatenated texts, or one table."""
    match form:
        case Format.JSON:
            return "".join(map(to_json, extractions)).encode()
        case Format.JSONL:
            return "".join(map(to_json_line, extractions)).encode()
        case Format.MD:
            return "\n".join(map(to_markdown, extractions)).encode()
        case Format.CSV:
            return to_csv(extractions).encode()
        case Format.XLSX:
            # openpyxl takes longer to import than a text form takes to read.
            from extractor.export.workbook import to_xlsx

            return to_xlsx(extractions)


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; its folders are made. Raises OutputError.

    A link stays a link. What is no plain file, such as a pipe or /dev/stdout, is written to and
    never replaced; BrokenPipeError passes.
    """
    make_folder(path.parent)
    target = Path(os.path.realpath(path))
    partial = target.with_name(f".jixiao-{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
            return
        partial.write_bytes(content)
        partial.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise OutputError(f"{path}: {error.strerror}") from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, before hours of reading. Raises OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror}") from error


def open_stream(path: Path) -> BinaryIO:
    """Open a file that grows while results come in. Raises OutputError."""
    make_folder(path.parent)
    try:
        return path.open("wb")
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}") from error


def write_stream(stream: BinaryIO, content: bytes) -> None:
    """Write and flush. Raises OutputError (disk full …); BrokenPipeError passes."""
    try:
        stream.write(content)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or "write failed") from error
