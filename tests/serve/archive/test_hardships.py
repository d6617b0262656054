"""What a province's archive has in it, and what becomes of one that moves.

a name of broken bytes · an amount of 24 digits · a year no column holds · files of a part that are
gone · models that change in the middle, or go back
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from serve.archive.arrow_types import arrow_table
from serve.archive.checking import check_tables
from serve.archive.draft import Draft, Grain
from serve.archive.here_runner import HereRunner, engine_name
from serve.archive.manifest import State
from serve.archive.opening import Archive, Placement, open_archive
from serve.archive.parts import PartFiles, open_destination
from serve.archive.places import Unreachable
from serve.archive.queries import open_queries
from serve.archive.reading import Room
from serve.archive.rows import record_engine, record_rows
from serve.archive.runner import Item, Outcome
from serve.archive.schema import Dataset
from serve.cli_archive import archive
from serve.errors import ArchiveBusyError, ArchiveFormatError
from tests.serve.archive.engines import engine_named, read, record_of, sha256_of, write
from tests.serve.archive.test_campaign import Bench, Plan, PowerLossError


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def is_whole(bench: Bench) -> bool:
    home = bench.placement.home
    with (
        open_archive(bench.placement, engine_named("e1")) as archive,
        open_queries(str(bench.destination), home) as queries,
    ):
        return check_tables(archive.manifest, queries).passed


def changed(change: Callable[[dict[str, object]], None]) -> Callable[[Item], Outcome]:
    """The engine, with the form of document 甲 changed."""

    def reading(item: Item) -> Outcome:
        outcome = read(item)
        if outcome.record is not None and item.sha256 == sha256_of("甲"):
            change(outcome.record["forms"][0])
        return outcome

    return reading


@pytest.mark.parametrize(
    ("amount", "kept"),
    [
        ("100000000000000000000007", "100000000000000000000007"),
        ("999999999999999999999999.999999", "999999999999999999999999.999999"),
        ("1000000000000000000000000", None),
        ("0.1234567", None),
        ("0.1234560", "0.123456"),
        ("0.0000001", None),
        ("-1.5", "-1.5"),
    ],
)
def test_money_is_exact_or_not_there(amount: str, kept: str | None) -> None:
    record = record_of(sha256_of("甲"), "甲")
    record["forms"][0]["funding"][0]["amount_yuan"] = amount
    table = arrow_table(Dataset.FUNDING, record_rows(record)[Dataset.FUNDING])
    value = table.column("amount_yuan")[0].as_py()
    told = None if value is None else f"{value:f}".rstrip("0").rstrip(".")
    assert told == kept


def test_a_record_that_no_table_holds_is_quarantined_alone(bench: Bench) -> None:
    bench.run(read=changed(lambda form: form.update(year=2**40)))
    found = {row["sha256"]: row for row in bench.rows(Dataset.DOCUMENTS)}
    odd = found[sha256_of("甲")]
    assert (odd["state"], odd["code"]) == ("quarantined", "batch.unstorable")
    assert found[sha256_of("乙")]["state"] == "done"
    assert bench.run().taken == 0


def test_a_name_of_broken_bytes(bench: Bench) -> None:
    name = os.fsdecode(b"\xb1\xed.txt")
    try:
        write(bench.source, {name: "戊"})
    except OSError:
        pytest.skip("this file system takes no such name")
    assert bench.run().done == 3
    assert bench.run().skipped == 5


def test_files_that_cannot_be_had_are_written_now_and_then() -> None:
    draft = Draft()
    for number in range(40):
        draft.miss(Unreachable(f"/gone/{number}", "gone"))
    assert draft.is_full(Grain(documents=2))


def test_a_sealed_part_whose_files_are_gone_is_read_again(bench: Bench) -> None:
    """Another machine goes on with the manifest, or somebody emptied the folder."""

    def spoil(archive: Archive) -> None:
        def lose(*given: object) -> None:
            raise PowerLossError

        archive.files.place = lose  # type: ignore[method-assign]

    with pytest.raises(PowerLossError):
        bench.run(spoil=spoil)
    shutil.rmtree(bench.placement.folder / "staging")
    assert bench.run().done == 2
    assert bench.names() == ["乙", "甲"]
    assert is_whole(bench)


def test_documents_are_put_in_place_after_all_that_belongs_to_them(tmp_path: Path) -> None:
    placed: list[str] = []

    class Noting:
        def place(self, file: Path, name: str) -> None:
            placed.append(name.partition("/")[0])

        def read(self, name: str) -> bytes | None:
            return None

    bench = Bench(tmp_path)
    with open_archive(bench.placement, engine_named("e1")) as archive:
        part = archive.manifest.open_part("r1")
        files = PartFiles(tmp_path / "staging", Noting())
        rows = record_rows(record_of(sha256_of("甲"), "甲"))
        files.write(part, {name: [arrow_table(name, found)] for name, found in rows.items()})
        files.place(part)
    assert placed[-1] == "documents"
    assert "indicators" in placed


def test_models_that_change_in_the_middle(bench: Bench) -> None:
    """The manifest says of each document what its record says: no other reads it again."""

    def promoted(item: Item) -> Outcome:
        outcome = read(item)
        if item.sha256 == sha256_of("乙") and outcome.record is not None:
            outcome.record["engine"] = {"version": "e2", "models": {"ocr": "x"}}
        return outcome

    plan = Plan(first=("b.txt",), grain=Grain(documents=1))
    bench.run(plan, read=promoted)
    assert bench.run(engine="e2").taken == 2  # 甲 and what nobody can read
    assert bench.run(engine="e2").taken == 0


def test_models_that_go_back_are_those_that_are_shown(bench: Bench) -> None:
    bench.run(engine="e1")
    bench.run(engine="e2")
    assert bench.run(engine="e1").done == 2
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        answer = queries.ask("SELECT DISTINCT engine FROM documents WHERE state = 'done'")
    assert ['"version":"e1"' in str(row) for row in answer.rows] == [True]
    assert is_whole(bench)
    assert bench.run(engine="e1").taken == 0


def test_a_part_that_was_tried_again_as_a_whole_is_no_unknown_one(bench: Bench) -> None:
    bench.run(Plan(first=("d.txt",), grain=Grain(documents=1)))
    with open_archive(bench.placement, engine_named("e1")) as archive:
        archive.manifest.forget(State.QUARANTINED)
    bench.run()
    assert is_whole(bench)


def test_a_run_whose_manifest_was_taken_over_seals_nothing(bench: Bench) -> None:
    with open_archive(bench.placement, engine_named("e1")) as archive:
        part = archive.manifest.open_part("r1")
        archive.manifest.drop(part)  # as a run does that finds it
        with pytest.raises(ArchiveBusyError):
            archive.manifest.seal(part, {sha256_of("甲"): State.DONE}, {})
        assert archive.manifest.counts() == {}


def test_an_interrupted_addition_leaves_no_row(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is in the tables is in the manifest, also where a signal came in between."""
    taken: list[Item] = []

    def interrupted(item: Item) -> Outcome:
        taken.append(item)
        return read(item)

    def add(draft: Draft, outcome: Outcome) -> object:
        if len(taken) == 2:
            monkeypatch.setattr("serve.archive.draft.record_rows", _interrupt)
        return real(draft, outcome)

    real = Draft.add
    monkeypatch.setattr(Draft, "add", add)
    with pytest.raises(KeyboardInterrupt):
        bench.run(read=interrupted)
    monkeypatch.undo()
    bench.run()
    seen = [row["sha256"] for row in bench.rows(Dataset.DOCUMENTS)]
    assert len(seen) == len(set(seen)) == 3


def _interrupt(record: object) -> None:
    raise KeyboardInterrupt


def test_new_folders_are_made_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their names are synced in the folders above, or a loss of power takes them away."""
    synced: list[Path] = []
    monkeypatch.setattr("serve.archive.parts.sync", synced.append)
    monkeypatch.setattr("serve.store.durable.sync", synced.append)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    open_destination(str(tmp_path / "a")).place(tmp_path / "file", "t/run=1/p.parquet")
    assert {tmp_path, tmp_path / "a", tmp_path / "a" / "t"} <= set(synced)


def test_a_manifest_of_other_tables_is_refused(bench: Bench, tmp_path: Path) -> None:
    """They would be thought to be whole, and hold nothing."""
    bench.run()
    elsewhere = Placement(str(tmp_path / "other"), tmp_path, bench.placement.folder)
    with pytest.raises(ArchiveFormatError), open_archive(elsewhere, engine_named("e1")):
        pass


def test_tables_of_another_manifest_are_refused(bench: Bench, tmp_path: Path) -> None:
    """Numbers of their parts would be those of others."""
    bench.run()
    beside = Placement(str(bench.destination), tmp_path, tmp_path / "beside")
    with pytest.raises(ArchiveFormatError), open_archive(beside, engine_named("e1")):
        pass
    assert bench.run().skipped == 4


def test_verify_makes_no_archive(tmp_path: Path) -> None:
    result = CliRunner().invoke(archive, ["verify", str(tmp_path / "mistyped")])
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_record_says_of_its_engine_what_the_run_says(tmp_path: Path) -> None:
    """Or every run would read everything again."""
    taken: list[Outcome] = []
    path = tmp_path / "a.txt"
    path.write_text("项目支出绩效目标表\n项目名称 某公路\n", encoding="utf-8")
    item = Item("a.txt", "a.txt", sha256_of("a"), path.stat().st_size, 0.0, path)
    HereRunner(Room()).run([item], taken.append)
    record = taken[0].record
    assert record is not None
    assert record_engine(record) == engine_name()
