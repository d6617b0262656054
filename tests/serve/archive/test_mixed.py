"""A mixed archive is read whole, and the check that says so can fail.

source/ text csv html docx xlsx pdf scan + two dozen kinds of broken ones, ZIP, TAR, links, a pipe
"""

from dataclasses import replace
from pathlib import Path

import pytest

from serve.archive.runner import Item, Outcome
from tests.serve.archive.engines import read, sha256_of
from tests.serve.archive.mixed import compare, read_archive
from tests.serve.archive.mixed_broken import BROKEN
from tests.serve.archive.mixed_memory import figures
from tests.serve.archive.mixed_source import Expected, Wanted, make_source
from tests.serve.archive.test_campaign import FILES, Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def expected(bench: Bench) -> dict[str, Expected]:
    kinds = {"d.txt": "noise"}
    return {
        name: Expected(str(bench.source / name), kinds.get(name, "text"), sha256_of(words))
        for name, words in FILES.items()
        if not name.startswith(".")
    }


@pytest.mark.parametrize("kind", [kind for kind, one in BROKEN.items() if not one.is_slow])
def test_broken_files_are_each_their_own(kind: str) -> None:
    make = BROKEN[kind].make
    assert make(3) == make(3)
    assert len({make(number) for number in range(5)}) == 5


def test_an_archive_that_is_whole_passes(bench: Bench) -> None:
    bench.run()
    fate = compare(list(expected(bench).values()), bench.destination)
    assert fate.wrong == []
    assert fate.table["noise"] == {"ingest.unreadable": 1}
    assert fate.table["text"] == {"done": 3}


def without_a_word(item: Item) -> Outcome:
    """The engine, which finds nothing wrong with anything."""
    outcome = read(item)
    for form in outcome.record["forms"] if outcome.record is not None else ():
        form["findings"] = []
    return outcome


def test_what_is_missing_strange_or_silently_read_is_told(bench: Bench) -> None:
    bench.run(read=without_a_word)
    files = expected(bench)
    gone = Expected(str(bench.source / "gone.txt"), "text", "0" * 64)
    other = replace(files["b.txt"], sha256="1" * 64)
    silent = replace(files["a.txt"], kind="cut_pdf")
    given = [gone, other, silent, replace(files["d.txt"], kind="text")]
    told = "\n".join(compare(given, bench.destination).wrong)
    for words in ("gone.txt: !0 rows", "!other bytes", "!done without a word", "b2.txt: nobody"):
        assert words in told
    assert "d.txt: ingest.unreadable" in told


def test_growth_is_told() -> None:
    samples = [
        {
            "document": number,
            "worker": 0,
            "pid": 1,
            "of_life": number,
            "own": {"rss": (500 + number) * 2**20, "uss": 400 * 2**20},
            "below": {},
        }
        for number in range(1, 1001)
    ]
    told = figures(samples)["worker 0"]
    assert told["rss_change"] > 1.0
    assert told["uss_change"] == 0.0
    assert told["lives"][0]["rise_mib_a_hundred"] == 100.0


@pytest.mark.slow
def test_forty_mixed_documents_each_have_an_end(tmp_path: Path) -> None:
    wanted = Wanted(40, seed=5, scans=2, old=0)
    made = make_source(tmp_path / "source", tmp_path / "stock", wanted)
    summary = read_archive(tmp_path, workers=2)
    fate = compare(made, tmp_path / "archive")
    assert fate.wrong == []
    assert summary["passing"] == 0
    assert {one.kind for one in made} >= BROKEN.keys()
