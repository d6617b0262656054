"""`jixiao batch` as a program: what goes where, and how it ends."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from serve.archive.runner import Item, Outcome
from serve.archive.tally import Tally
from serve.archive.watching import LiveWatcher, drawn
from serve.cli_batch import batch
from tests.serve.archive.engines import Here, engine_named, read, write

FILES = {"a.txt": "甲", "b.txt": "bad 乙"}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two files, and an engine that tells the log of each."""

    def telling(item: Item) -> Outcome:
        logging.getLogger("engine").warning("read")
        return read(item)

    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("serve.cli_batch._engine_name", lambda: engine_named("1"))
    monkeypatch.setattr("serve.cli_batch._runner", lambda given, archive: Here(telling))
    monkeypatch.setattr("serve.cli_batch.signal.signal", lambda number, handler: None)
    root = logging.getLogger()
    before = root.handlers[:]
    yield write(tmp_path / "source", FILES)
    root.handlers[:] = before


def run(source: Path, *options: str) -> Result:
    return CliRunner().invoke(batch, [str(source), str(source.parent / "archive"), *options])


def test_all_lines_are_json_and_the_summary_is_alone(source: Path) -> None:
    result = run(source, "--log", "json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert (summary["done"], summary["quarantined"]) == (1, 1)
    assert summary["archive"] == {"done": 1, "quarantined": 1}
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert [line.get("event", "progress") for line in lines] == ["read", "read", "progress"]


@pytest.mark.parametrize(
    ("options", "named"),
    [([], "elsewhere.db"), (["--manifest", "sqlite:///{}/here.db"], "here.db")],
)
def test_the_manifest_may_be_named_where_no_other_user_sees_it(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], named: str
) -> None:
    monkeypatch.setenv("JIXIAO_ARCHIVE_MANIFEST", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    words = [option.format(tmp_path) for option in options]
    assert run(source, "--log", "plain", *words).exit_code == 0
    assert [path.name for path in tmp_path.glob("*.db")] == [named]


@pytest.mark.parametrize(("most", "code"), [("0", 1), ("1", 0)])
def test_errors_over_what_is_allowed_are_told_by_the_exit_code(
    source: Path, most: str, code: int
) -> None:
    assert run(source, "--max-errors", most, "--log", "plain").exit_code == code


def test_a_source_that_is_not_there_makes_nothing(source: Path) -> None:
    result = run(source / "gone")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert not (source / "archive").exists()


def test_an_interrupted_run_says_how_to_go_on(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(item: Item) -> Outcome:
        raise KeyboardInterrupt

    monkeypatch.setattr("serve.cli_batch._runner", lambda given, archive: Here(stop))
    result = run(source, "--log", "json")
    assert result.exit_code == 130
    assert json.loads(result.stdout)["done"] == 0
    assert "Stopped" in result.stderr


def test_a_live_table_leaves_standard_output_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Its own is the terminal; names of files are no markup there."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    tally = Tally()
    tally.faults["batch.unreachable"] += 1
    tally.examples["batch.unreachable"] = "/a[/b]\x1b[2J.pdf: gone"
    with LiveWatcher(out, drawn) as watcher:
        watcher.tell(tally)
        sys.stdout.write("{}\n")
        watcher.end(tally)
    assert capsys.readouterr().out == "{}\n"
    assert "/a[/b]" in out.getvalue()
    assert "\x1b[2J" not in out.getvalue()


def test_names_that_can_be_read_but_once_are_not_asked_twice(source: Path) -> None:
    """With the first names the others would be gone."""
    result = CliRunner().invoke(
        batch,
        ["-", str(source.parent / "archive"), "--priority", "a*"],
        input=f"{source}/a.txt\n{source}/b.txt\n",
    )
    assert result.exit_code == 2
    assert "@LIST" in result.stderr
