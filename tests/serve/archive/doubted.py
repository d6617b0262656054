"""Archives with documents that are more or less doubtful, and services that they are handed to."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serve.archive.doubtful import Wanted
from serve.archive.handed import HandedOver
from serve.archive.handing import Handing, HandingDesk, HandingTally, Recipient
from serve.archive.opening import open_beside
from serve.archive.queries import open_queries
from serve.archive.runner import Item, Outcome
from tests.serve.archive.engines import read
from tests.serve.archive.test_campaign import Bench

MOST_BYTES = 10_000


def read_doubted(item: Item) -> Outcome:
    """`30 …` is read with a confidence of 30 %: the lower, the more doubtful."""
    outcome = read(item)
    first = item.path.read_text(encoding="utf-8").partition(" ")[0]
    if outcome.record is not None and first.isdecimal():
        (form,) = outcome.record["forms"]
        form["findings"] = []
        form["unassigned"] = []
        form["places"]["title"] = form["places"]["title"] | {"confidence": int(first) / 100}
        _mark_sure(form)
    return outcome


def _mark_sure(form: dict[str, Any]) -> None:
    for row in form["indicators"]:
        row["classification"]["confidence"] = 1.0


@dataclass(frozen=True, slots=True)
class Doubted:
    """An archive over files that are doubted as their names say: `30.txt` is the most doubtful of
    `30.txt`, `50.txt`, `99.txt`, and the last one not at all."""

    bench: Bench

    @property
    def destination(self) -> str:
        return str(self.bench.destination)

    def read(self) -> None:
        self.bench.run(read=read_doubted)

    def hand(
        self, recipient: Recipient, most: int = 100, least: float = 0.0, where: str = ""
    ) -> HandingTally:
        """Hand over, as the command does."""
        with self.handing(recipient) as handing:
            handing.carry_out(Wanted(most, least, where))
            return handing.tally

    @contextmanager
    def handing(self, recipient: Recipient) -> Iterator[Handing]:
        placement = self.bench.placement
        with (
            open_beside(placement, "review") as beside,
            open_queries(self.destination, placement.home) as queries,
        ):
            notes = HandedOver(beside.database, recipient.name)
            desk = HandingDesk(queries, notes, beside.folder, MOST_BYTES, lambda tally: None)
            yield Handing(desk, recipient)


def doubted(folder: Path, *percent: int) -> Doubted:
    """An archive with a document of each confidence."""
    bench = Bench(folder)
    for path in bench.source.rglob("*.txt"):
        path.unlink()
    for number in percent:
        (bench.source / f"{number}.txt").write_text(f"{number} 表", encoding="utf-8")
    made = Doubted(bench)
    made.read()
    return made


def copy_of(made: Doubted, folder: Path) -> Doubted:
    """The same archive with notes of its own, over the same files."""
    bench = Bench(folder)
    shutil.copytree(made.destination, bench.destination)
    bench.source = made.bench.source
    return Doubted(bench)
