"""An archive is read once, wherever a run is ended.

SOURCE/a.txt b.txt c/b2.txt(=b) d.txt(bad)
DEST/documents/run=…/part-000001.parquet   a, b done; d quarantined
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from pyarrow import parquet

from serve.archive.campaign import Campaign, Desk, Plan
from serve.archive.draft import Grain
from serve.archive.manifest import State
from serve.archive.opening import Archive, Placement, new_run, open_archive
from serve.archive.places import Choice
from serve.archive.runner import Item, Outcome
from serve.archive.schema import Dataset
from serve.archive.sources import walk
from serve.archive.tally import Tally
from serve.errors import ArchiveBusyError
from tests.serve.archive.engines import (
    Here,
    engine_named,
    of_version,
    read,
    sha256_of,
    write,
)

FILES = {"a.txt": "甲", "b.txt": "乙", "c/b2.txt": "乙", "d.txt": "bad 丁", ".hidden": "x"}


class Bench:
    """A source, an archive, and runs over them."""

    def __init__(self, folder: Path) -> None:
        self.source = write(folder / "source", FILES)
        self.destination = folder / "archive"
        self.placement = Placement(str(self.destination), folder / "home")

    def run(
        self,
        plan: Plan | None = None,
        engine: str = "e1",
        read: Callable[[Item], Outcome] = read,
        spoil: Callable[[Archive], None] = lambda archive: None,
    ) -> Tally:
        """Records say that this engine read them, unless they say another."""
        with open_archive(self.placement, engine_named(engine)) as archive:
            spoil(archive)
            desk = Desk(
                new_run(), archive.manifest, archive.files, archive.fetched, lambda tally: None
            )
            campaign = Campaign(desk, plan or Plan())
            here = Here(of_version(read, engine))
            campaign.carry_out(lambda: walk(str(self.source), self.destination), here)
            assert list(archive.fetched.iterdir()) == []
            return campaign.tally

    def rows(self, dataset: Dataset) -> list[dict[str, object]]:
        files = sorted((self.destination / dataset).rglob("*.parquet"))
        return [row for file in files for row in parquet.ParquetFile(file).read().to_pylist()]

    def names(self) -> list[object]:
        return sorted(str(row["level3"]) for row in self.rows(Dataset.INDICATORS))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_every_file_is_in_the_tables_once(bench: Bench) -> None:
    tally = bench.run()
    assert (tally.done, tally.quarantined, tally.doubles, tally.walked) == (2, 1, 1, 4)
    documents = {row["sha256"]: row for row in bench.rows(Dataset.DOCUMENTS)}
    assert {sha256_of(text): None for text in FILES.values() if text != "x"}.keys() == set(
        documents
    )
    bad = documents[sha256_of("bad 丁")]
    assert (bad["state"], bad["code"], bad["pages"]) == ("quarantined", "ingest.unreadable", None)
    assert bench.names() == ["乙", "甲"]
    assert len(bench.rows(Dataset.FILES)) == 4
    (first, *_) = bench.rows(Dataset.FUNDING)
    assert str(first["amount_yuan"]) == "15000.000000"
    paths = {row["path"] for row in bench.rows(Dataset.CELLS)}
    assert {"title", "indicators/0/level3", "funding/1", "unassigned/0"} <= paths


def test_a_second_run_reads_nothing(bench: Bench) -> None:
    bench.run()
    tally = bench.run()
    assert (tally.taken, tally.skipped, tally.doubles) == (0, 4, 0)
    assert len(bench.rows(Dataset.DOCUMENTS)) == 3


def test_a_changed_file_is_read_again(bench: Bench) -> None:
    bench.run()
    write(bench.source, {"a.txt": "甲之二"})
    assert bench.run().taken == 1
    assert bench.names() == ["乙", "甲", "甲之二"]


def test_another_engine_reads_all_again(bench: Bench) -> None:
    bench.run()
    assert bench.run(engine="e2").taken == 3


def test_what_failed_for_the_moment_is_left_for_the_next_run(bench: Bench) -> None:
    write(bench.source, {"e.txt": "later 戊"})
    assert bench.run().passing == 1
    assert sha256_of("later 戊") not in {row["sha256"] for row in bench.rows(Dataset.DOCUMENTS)}
    assert bench.run().taken == 1


class PowerLossError(BaseException):
    """The machine stops."""


@pytest.mark.parametrize(
    ("broken", "method"),
    [
        ("manifest", "open_part"),
        ("files", "write"),
        ("manifest", "seal"),
        ("files", "place"),
        ("manifest", "placed"),
        ("files", "discard"),
    ],
)
def test_a_run_that_is_ended_anywhere_loses_and_doubles_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, broken: str, method: str
) -> None:
    """Power is lost right before and right after each step of writing the first part."""
    for when in ("before", "after"):
        bench.source = write(bench.source.parent / f"source-{when}", FILES | {"z.txt": when})

        def spoil(archive: Archive, when: str = when) -> None:
            part = getattr(archive, broken)
            real = getattr(part, method)

            def lose(*given: object) -> object:
                if when == "after":
                    real(*given)
                raise PowerLossError

            monkeypatch.setattr(part, method, lose)

        with suppress(PowerLossError):
            bench.run(Plan(grain=Grain(documents=1)), spoil=spoil)
        bench.run(Plan(grain=Grain(documents=2)))
        seen = [row["sha256"] for row in bench.rows(Dataset.DOCUMENTS)]
        assert len(seen) == len(set(seen))
        assert {sha256_of(text) for text in ("甲", "乙", "bad 丁", when)} <= set(seen)
        assert len(bench.names()) == len(set(bench.names()))


def test_what_was_read_is_written_when_a_run_is_stopped(bench: Bench) -> None:
    def stop_at_third(item: Item, seen: list[Item] | None = None) -> Outcome:
        read_before.append(item)
        if len(read_before) == 3:
            raise KeyboardInterrupt
        return read(item)

    read_before: list[Item] = []
    with pytest.raises(KeyboardInterrupt):
        bench.run(read=stop_at_third)
    assert len(bench.rows(Dataset.DOCUMENTS)) == 2
    assert bench.run().taken == 1


def test_only_one_run_at_a_time(bench: Bench) -> None:
    with open_archive(bench.placement, "e1"), pytest.raises(ArchiveBusyError):
        bench.run()


def test_what_goes_first_and_how_many(bench: Bench) -> None:
    order: list[str] = []

    def note(item: Item) -> Outcome:
        order.append(item.name)
        return read(item)

    bench.run(Plan(first=("d*",), most=2), read=note)
    assert order[0] == "d.txt"
    assert len(order) == 2


def test_a_file_over_the_limit_is_quarantined(bench: Bench) -> None:
    write(bench.source, {"large.txt": "大" * 1000})
    bench.run(Plan(max_bytes=1000))
    (row,) = [row for row in bench.rows(Dataset.DOCUMENTS) if row["name"] == "large.txt"]
    assert (row["code"], row["size"]) == ("ingest.too_large", 3000)


def test_a_sample_is_the_same_at_every_run(bench: Bench) -> None:
    write(bench.source, {f"{number}.txt": str(number) for number in range(200)})
    taken = bench.run(Plan(Choice(share=0.3))).taken
    assert 30 < taken < 90
    assert bench.run(Plan(Choice(share=0.3))).taken == 0


def test_quarantined_ones_may_be_tried_again(bench: Bench) -> None:
    bench.run()
    with open_archive(bench.placement, engine_named("e1")) as archive:
        assert archive.manifest.forget(State.QUARANTINED) == 1
    assert bench.run().taken == 1
    parts = [row["part"] for row in bench.rows(Dataset.DOCUMENTS) if row["state"] == "quarantined"]
    assert sorted(map(str, parts)) == ["1", "2"]
