"""What the database says after the faults: was anything lost, or done twice?"""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from serve.errors import StoreError
from serve.settings import Settings
from serve.store.blobs import open_blobs
from serve.store.database import Database
from serve.store.tables import documents, events, jobs, pages, revisions

ENDED = ("done", "quarantined")


@dataclass(slots=True)
class Fault:
    """One thing that was done to the service. `victims` were being read then; `back` are the
    seconds until all of them were taken again or had ended, and `answers` those until the service
    answered again."""

    kind: str
    at: float
    victims: tuple[str, ...]
    back: float | None = None
    answers: float | None = None


@dataclass(slots=True)
class Verdict:
    """The sum of it. `wrong` must be empty."""

    states: Counter[str]
    accepted: int
    attempts: Counter[int]
    lost: int
    wrong: list[str] = field(default_factory=list)


class Ledger:
    """Reads the database of a service from outside."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings.database())

    def running(self) -> tuple[str, ...]:
        """Documents that are being read."""
        query = select(jobs.c.document_id).where(jobs.c.state == "running")
        with self.database.read() as connection:
            return tuple(connection.execute(query).scalars())

    def unfinished(self) -> int:
        query = select(func.count()).where(jobs.c.state.in_(("queued", "running")))
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def wait_until_idle(self, seconds: float) -> bool:
        """Whether everything ended within so many seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._try(self.unfinished) == 0:
                return True
            time.sleep(0.5)
        return False

    def measure_recovery(self, faults: Sequence[Fault]) -> None:
        """Note how long each victim waited to be taken again, from what the events tell."""
        query = select(events.c.document_id, events.c.at).where(events.c.kind != "progress")
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        for fault in faults:
            waits = []
            for victim in fault.victims:
                later = [at for name, at in rows if name == victim and at > fault.at]
                waits.append(min(later) - fault.at if later else float("inf"))
            fault.back = max(waits, default=None)

    def verdict(self, accepted: Sequence[tuple[str, str]]) -> Verdict:
        """Compare what was accepted with what is there."""
        with self.database.read() as connection:
            states = dict(connection.execute(select(documents.c.id, documents.c.state)).all())
            machine = Counter(
                connection.execute(
                    select(revisions.c.document_id).where(revisions.c.kind == "machine")
                ).scalars()
            )
            told = Counter(
                connection.execute(
                    select(events.c.document_id).where(events.c.kind == "done")
                ).scalars()
            )
            rows = connection.execute(select(jobs.c.attempts, jobs.c.lost)).all()
            pictures = set(connection.execute(select(pages.c.image)).scalars())
            pictures |= set(connection.execute(select(pages.c.thumbnail)).scalars())
        verdict = Verdict(
            Counter(states.values()),
            len({name for _, name in accepted}),
            Counter(row.attempts for row in rows),
            sum(row.lost for row in rows),
        )
        note = verdict.wrong.append
        for key, name in accepted:
            if name not in states:
                note(f"{key}: {name} was accepted and is lost")
        if len({key for key, _ in accepted}) != len({name for _, name in accepted}):
            note("one key gave two documents")
        for name, state in states.items():
            if state not in ENDED:
                note(f"{name} is {state}")
            if machine[name] != (state == "done"):
                note(f"{name} is {state} with {machine[name]} machine revisions")
            if told[name] != (state == "done"):
                note(f"{name} is {state} and was told done {told[name]} times")
        self._check_blobs(pictures, note)
        return verdict

    def close(self) -> None:
        self.database.close()

    def _check_blobs(self, pictures: set[str], note: Callable[[str], None]) -> None:
        blobs = open_blobs(self.settings)
        kept = set(blobs.keys("pages"))
        blobs.staging.close()
        if missing := pictures - kept:
            note(f"{len(missing)} pictures are missing")
        if extra := kept - pictures:
            note(f"{len(extra)} pictures belong to no page")

    def _try(self, ask: Callable[[], int]) -> int | None:
        try:
            return ask()
        except StoreError:
            return None


def table(faults: Sequence[Fault]) -> str:
    """Faults by kind, with the seconds until the service was back."""
    lines = [
        "| fault | times | reading then | taken again after s: median | max "
        "| answered again after s: median | max |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in sorted({fault.kind for fault in faults}):
        own = [fault for fault in faults if fault.kind == kind]
        back = [fault.back for fault in own if fault.back is not None]
        answers = [fault.answers for fault in own if fault.answers is not None]
        victims = sum(len(fault.victims) for fault in own)
        lines.append(f"| {kind} | {len(own)} | {victims} | {_spread(back)} | {_spread(answers)} |")
    return "\n".join(lines)


def _spread(seconds: Sequence[float]) -> str:
    if not seconds:
        return "– | –"
    return f"{statistics.median(seconds):.1f} | {max(seconds):.1f}"
