"""Progress on stderr: a live line on a terminal, a plain line a file elsewhere."""

import sys
from typing import Protocol

import click

from extractor.export.outcome import Failure, Outcome, failure_text
from extractor.export.terminal_text import display_width, printable

_CLEAR_LINE = "\r\x1b[2K"
_LONGEST_NAME = 40


class Progress(Protocol):
    """Told what happens; failures are shown by every kind."""

    def begin(self, name: str) -> None:
        """The file is being read; not called where several are read at a time."""
        ...

    def page(self, name: str, page: int, pages: int) -> None:
        """`page` of `pages` of the file is done."""
        ...

    def file(self, outcome: Outcome) -> None:
        """A file is done; called once a file, in the order of the input."""
        ...


class QuietProgress:
    """Failures only."""

    def begin(self, name: str) -> None:
        """Say nothing."""

    def page(self, name: str, page: int, pages: int) -> None:
        """Say nothing."""

    def file(self, outcome: Outcome) -> None:
        """Show a failure."""
        if isinstance(outcome, Failure):
            _show_failure(outcome)


class LineProgress:
    """A plain line a file: for logs and pipes."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._done = 0

    def begin(self, name: str) -> None:
        """Say nothing: a log keeps every line."""

    def page(self, name: str, page: int, pages: int) -> None:
        """Say nothing: a log keeps every line."""

    def file(self, outcome: Outcome) -> None:
        """Show what came of the file."""
        self._done += 1
        if isinstance(outcome, Failure):
            _show_failure(outcome)
        else:
            click.echo(f"[{self._done}/{self._files}] {_summary(outcome)}", err=True)


class LiveProgress:
    """One line that is written over: file and page."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._done = 0

    def begin(self, name: str) -> None:
        """Show the file: its first page may take a while."""
        self._show(f"[{self._done + 1}/{self._files}] {_short(name)}")

    def page(self, name: str, page: int, pages: int) -> None:
        """Show the page."""
        self._show(f"[{self._done + 1}/{self._files}] {_short(name)} 第 {page}/{pages} 页")

    def file(self, outcome: Outcome) -> None:
        """Show the count; a failure stays on the screen."""
        self._done += 1
        if isinstance(outcome, Failure):
            _write(_CLEAR_LINE)
            _show_failure(outcome)
        if self._done < self._files:
            self._show(f"[{self._done}/{self._files}] {_short(_outcome_name(outcome))}")
        else:
            _write(_CLEAR_LINE)

    def _show(self, line: str) -> None:
        _write(_CLEAR_LINE + line)


def _write(text: str) -> None:
    """To stderr as it is: click would take out the clearing of the line."""
    sys.stderr.write(text)
    sys.stderr.flush()


def live_or_lines(files: int) -> Progress:
    """Live where stderr is a terminal, plain lines elsewhere."""
    if sys.stderr.isatty():
        return LiveProgress(files)
    return LineProgress(files)


def _outcome_name(outcome: Outcome) -> str:
    return outcome.name if isinstance(outcome, Failure) else outcome.source.name


def _summary(outcome: Outcome) -> str:
    if isinstance(outcome, Failure):
        return printable(outcome.name)
    forms = len(outcome.records)
    findings = len(outcome.findings) + sum(len(record.findings) for record in outcome.records)
    name = printable(outcome.source.name)
    return f"{name}：{outcome.pages} 页，{forms} 张表，{findings} 个问题"


def _show_failure(failure: Failure) -> None:
    lines = failure_text(failure).splitlines()
    click.echo("\n".join(printable(line) for line in lines), err=True)


def _short(name: str) -> str:
    """The end of a long name: it tells files of one folder apart."""
    text = printable(name)
    while display_width(text) > _LONGEST_NAME:
        text = "…" + text[2:]
    return text
