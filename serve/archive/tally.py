"""What a run has done so far, for whoever watches it."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from extractor.export.json_text import encodable
from serve.archive.places import Unreachable
from serve.archive.runner import Fault, Outcome

UNCOPIED = "batch.uncopied"
"""Why there is no copy of a document, which is read all the same."""


@dataclass(slots=True)
class Tally:
    """Counts of one run.

    `copies` were made, `uncopied` wanted but not made: their documents are done all the same.
    `taken` were handed to the engine, `skipped` are known by name, size and time, `doubles` by
    their content; `passing` failed through no fault of theirs and are left for the next run;
    `missed` files and folders cannot be opened; `reading` are seconds of the engine; `expected` is
    how many files there are, where that is known. `faults` counts reasons by their code, `examples`
    has the first of each. `started` and `began` are those of the clock.
    """

    walked: int = 0
    taken: int = 0
    skipped: int = 0
    doubles: int = 0
    done: int = 0
    quarantined: int = 0
    passing: int = 0
    pages: int = 0
    forms: int = 0
    indicators: int = 0
    copies: int = 0
    uncopied: int = 0
    reading: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    missed: int = 0
    expected: int | None = None
    started: float = field(default_factory=time.monotonic)
    began: float | None = None

    def begin_reading(self) -> None:
        """The engine gets its first document: what was walked and skipped before is no work."""
        self.began = self.began or time.monotonic()

    def count_record(self, document: Mapping[str, Any], seconds: float) -> None:
        """Count a document that was read, by its row of `documents`."""
        self.done += 1
        self.pages += document["pages"]
        self.forms += document["forms"]
        self.indicators += document["indicators"]
        self.reading += seconds

    def count_copy(self, outcome: Outcome) -> None:
        """Count the copy of a document that was read, if there was to be one."""
        self.copies += outcome.copy is not None
        if outcome.uncopied:
            self.uncopied += 1
            self._count(UNCOPIED, outcome.uncopied)

    def count_fault(self, fault: Fault) -> None:
        """Count a document that was not read."""
        if fault.passing:
            self.passing += 1
        else:
            self.quarantined += 1
        self._count(fault.code, fault.message)

    def count_missed(self, found: Unreachable) -> None:
        """Count a part of the source that cannot be read."""
        self.missed += 1
        self._count("batch.unreachable", f"{found.uri}: {found.reason}")

    @property
    def ended(self) -> int:
        """Documents of which the engine has told what became of them."""
        return self.done + self.quarantined + self.passing

    @property
    def errors(self) -> int:
        """Documents and parts of the source that were not read."""
        return self.quarantined + self.passing + self.missed

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started

    @property
    def working(self) -> float:
        """Seconds since the engine got its first document."""
        return 0.0 if self.began is None else time.monotonic() - self.began

    @property
    def remaining(self) -> float | None:
        """Seconds until all that is expected is read, at the speed so far; None where nobody
        knows."""
        if self.expected is None or not self.ended:
            return None
        known = self.skipped + self.doubles + self.missed + self.ended
        return max(0, self.expected - known) * self.working / self.ended

    def _count(self, code: str, example: str) -> None:
        self.faults[code] += 1
        self.examples.setdefault(code, encodable(example))
