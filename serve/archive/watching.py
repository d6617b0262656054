"""How far a run is: a live table on a terminal, plain lines elsewhere, or JSON lines."""

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Generic, Protocol, Self, TypeVar

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from extractor.export.terminal_text import printable
from serve.archive.tally import UNCOPIED, Tally

_LINE_SECONDS = 10.0
_LIVE_SECONDS = 0.25
_MOST_REASONS = 8


class Log(StrEnum):
    """What is shown."""

    AUTO = "auto"
    PLAIN = "plain"
    JSON = "json"


_Counts = TypeVar("_Counts")
_Told_contra = TypeVar("_Told_contra", contravariant=True)


class WatcherOf(AbstractContextManager["WatcherOf[_Told_contra]"], Protocol[_Told_contra]):
    """Told of the tally after everything that happens; tells it on as often as is useful."""

    def tell(self, tally: _Told_contra) -> None:
        """Something has happened."""
        ...

    def end(self, tally: _Told_contra) -> None:
        """The run is over."""
        ...


Watcher = WatcherOf[Tally]
"""Of a run that reads documents."""


@dataclass(frozen=True, slots=True)
class Wording(Generic[_Counts]):
    """How counts are told: in a line of words, in a line of JSON, drawn."""

    plain: Callable[[_Counts], str]
    json: Callable[[_Counts], str]
    drawn: Callable[[_Counts], Group]


def open_watcher(log: Log, out: IO[str]) -> Watcher:
    """That of a run; see `watcher_of`."""
    return watcher_of(Wording(plain_line, json_line, drawn), log, out)


def watcher_of(wording: Wording[_Counts], log: Log, out: IO[str]) -> WatcherOf[_Counts]:
    """What fits the output: nothing is redrawn where it is no terminal."""
    if log is Log.JSON:
        return LineWatcher(out, wording.json)
    if log is Log.PLAIN or not out.isatty():
        return LineWatcher(out, wording.plain)
    return LiveWatcher(out, wording.drawn)


class LineWatcher(Generic[_Counts]):
    """A line every few seconds, and one at the end."""

    def __init__(
        self,
        out: IO[str],
        line: Callable[[_Counts], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._out = out
        self._line = line
        self._clock = clock
        self._told = clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._out.flush()

    def tell(self, tally: _Counts) -> None:
        """See Watcher."""
        now = self._clock()
        if now - self._told >= _LINE_SECONDS:
            self._told = now
            self._write(tally)

    def end(self, tally: _Counts) -> None:
        """See Watcher."""
        self._write(tally)

    def _write(self, tally: _Counts) -> None:
        self._out.write(self._line(tally) + "\n")
        self._out.flush()


class LiveWatcher(Generic[_Counts]):
    """A table that is drawn anew."""

    def __init__(self, out: IO[str], draw: Callable[[_Counts], Group]) -> None:
        self._draw = draw
        console = Console(file=out)
        self._live = Live(console=console, auto_refresh=False, redirect_stdout=False)
        self._told = 0.0

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def tell(self, tally: _Counts) -> None:
        """See Watcher."""
        now = time.monotonic()
        if now - self._told >= _LIVE_SECONDS:
            self._told = now
            self._live.update(self._draw(tally), refresh=True)

    def end(self, tally: _Counts) -> None:
        """See Watcher."""
        self._live.update(self._draw(tally), refresh=True)


def plain_line(tally: Tally) -> str:
    """The tally in one line of words."""
    parts = [
        f"{clock_text(tally.elapsed)}",
        f"已读 done {tally.done}",
        f"隔离 quarantined {tally.quarantined}",
        f"已有 skipped {tally.skipped + tally.doubles}",
        f"{tally.pages} 页 pages",
        f"{rate(tally):.2f} 页/秒 pages/s",
    ]
    if tally.remaining is not None:
        parts.append(f"剩余 left {clock_text(tally.remaining)}")
    if tally.copies or tally.uncopied:
        parts.append(f"副本 copies {tally.copies}, 未成 failed {tally.uncopied}")
    if tally.errors:
        told_apart = (one for one in _reasons(tally) if one[0] != UNCOPIED)
        reasons = ", ".join(f"{code} {count}" for code, count in told_apart)
        parts.append(f"未读原因 not read: {reasons}")
    return " · ".join(parts)


def json_line(tally: Tally) -> str:
    """The tally as one JSON object."""
    return json.dumps(told(tally), ensure_ascii=False)


def told(tally: Tally) -> dict[str, object]:
    """The tally as JSON."""
    return {
        "seconds": round(tally.elapsed, 1),
        "walked": tally.walked,
        "taken": tally.taken,
        "done": tally.done,
        "quarantined": tally.quarantined,
        "passing": tally.passing,
        "missed": tally.missed,
        "skipped": tally.skipped,
        "doubles": tally.doubles,
        "pages": tally.pages,
        "copies": tally.copies,
        "uncopied": tally.uncopied,
        "forms": tally.forms,
        "indicators": tally.indicators,
        "pages_per_second": round(rate(tally), 3),
        "seconds_left": None if tally.remaining is None else round(tally.remaining),
        "faults": dict(tally.faults),
        "examples": dict(tally.examples),
    }


def rate(tally: Tally) -> float:
    """Pages a second since the first document was handed to the engine."""
    return tally.pages / tally.working if tally.working > 0 else 0.0


def clock_text(seconds: float) -> str:
    """`1:02:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"


def _reasons(tally: Tally) -> list[tuple[str, int]]:
    return tally.faults.most_common(_MOST_REASONS)


def drawn(tally: Tally) -> Group:
    """The tally as a table."""
    counts = Table.grid(padding=(0, 2))
    counts.add_row("已读 done", f"{tally.done}", "页 pages", f"{tally.pages}")
    counts.add_row("隔离 quarantined", f"{tally.quarantined}", "表 forms", f"{tally.forms}")
    already = tally.skipped + tally.doubles
    counts.add_row("已有 skipped", f"{already}", "指标 indicators", f"{tally.indicators}")
    left = "…" if tally.remaining is None else clock_text(tally.remaining)
    counts.add_row("用时 time", clock_text(tally.elapsed), "剩余 left", left)
    counts.add_row("速度 rate", f"{rate(tally):.2f} 页/秒", "已见 seen", f"{tally.walked}")
    if tally.copies or tally.uncopied:
        counts.add_row("副本 copies", f"{tally.copies}", "未成 failed", f"{tally.uncopied}")
    return Group(counts, drawn_faults(tally.faults, tally.examples))


def drawn_faults(faults: Counter[str], examples: Mapping[str, str]) -> Table:
    """The most frequent reasons with an example of each."""
    table = Table.grid(padding=(0, 2))
    for code, count in faults.most_common(_MOST_REASONS):
        example = printable(examples.get(code, ""))  # has names of files: no markup
        table.add_row(f"{count}", code, Text(example[:80]))
    return table
