"""The most doubtful documents are handed over, each once, wherever it is ended."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as arrow
import pytest
from pyarrow import parquet

from serve.archive.doubtful import Wanted, count_doubtful
from serve.archive.handing import MISSING, Receipt, Recipient, Refusal
from serve.archive.queries import open_queries
from serve.archive.refetching import Parcel
from serve.errors import ArchiveQueryError
from tests.serve.archive.doubted import Doubted, copy_of, doubted
from tests.serve.archive.engines import sha256_of

pytest.importorskip("duckdb")


class Killed(BaseException):
    """The process is no more."""


class Shelf(Recipient):
    """Keeps documents by what they are; one that begins with a refused word is refused, and it may
    be that nobody lives to tell of one that was kept."""

    def __init__(self, name: str = "shelf", refused: str = "none", kill_at: int = -1) -> None:
        self._name = name
        self._refused = refused
        self.kill_at = kill_at
        self.kept: dict[str, str] = {}
        self.asked: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    def receive(self, parcels: Iterable[Parcel]) -> Iterator[Receipt | Refusal]:
        for parcel in parcels:
            words = parcel.path.read_text(encoding="utf-8")
            self.asked.append(words.partition(" ")[0])
            if words.startswith(self._refused):
                yield Refusal(parcel.document, "refused.word", words)
                continue
            known = words in self.kept
            self.kept[words] = parcel.document.name
            if len(self.kept) == self.kill_at:
                self.kill_at = -1
                raise Killed
            yield Receipt(parcel.document, f"doc-{words}", known)


PERCENT = (50, 30, 99, 40)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Doubted:
    return doubted(tmp_path_factory.mktemp("made"), *PERCENT)


@pytest.fixture
def archive(made: Doubted, tmp_path: Path) -> Doubted:
    return copy_of(made, tmp_path)


def test_the_most_doubtful_go_first_and_the_sure_ones_never(archive: Doubted) -> None:
    shelf = Shelf()
    tally = archive.hand(shelf)
    assert shelf.asked == ["30", "40", "50"]
    assert (tally.handed, tally.left, tally.size) == (3, 0, 3 * len("30 表".encode()))
    assert shelf.kept["30 表"] == "30.txt"


def test_what_was_handed_over_is_not_handed_over_again(archive: Doubted) -> None:
    shelf = Shelf()
    assert archive.hand(shelf, most=1).given == 1
    assert archive.hand(shelf, most=1).given == 1
    assert shelf.asked == ["30", "40"]
    assert archive.hand(Shelf("another")).handed == 3


@pytest.mark.parametrize("kill_at", [1, 2, 3])
def test_one_that_was_killed_goes_on_and_doubles_nothing(archive: Doubted, kill_at: int) -> None:
    """It is killed where the recipient has a document and nobody has noted it."""
    shelf = Shelf(kill_at=kill_at)
    with pytest.raises(Killed):
        archive.hand(shelf)
    tally = archive.hand(shelf)
    assert (tally.known, tally.handed) == (1, 3 - kill_at)
    assert sorted(shelf.kept) == ["30 表", "40 表", "50 表"]
    assert archive.hand(shelf).given == 0


def test_for_one_that_is_gone_or_refused_the_next_is_taken(tmp_path: Path) -> None:
    archive = doubted(tmp_path, *PERCENT)
    (archive.bench.source / "30.txt").write_text("else", encoding="utf-8")
    shelf = Shelf(refused="40")
    tally = archive.hand(shelf, most=1)
    assert (tally.handed, tally.missing, tally.refused) == (1, 1, 1)
    assert dict(tally.faults) == {MISSING: 1, "refused.word": 1}
    assert "30.txt" in tally.examples[MISSING]
    assert list(shelf.kept) == ["50 表"]


def test_a_source_that_is_elsewhere_is_not_searched_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serve.archive.handing._IN_VAIN", 2)
    archive = doubted(tmp_path, *PERCENT)
    for path in archive.bench.source.glob("*.txt"):
        path.unlink()
    tally = archive.hand(Shelf(), most=1)
    assert (tally.given, tally.missing) == (0, 2)


def test_a_document_that_moved_within_its_archive_is_handed_over(tmp_path: Path) -> None:
    """A later run saw it at another place."""
    archive = doubted(tmp_path, *PERCENT)
    (archive.bench.source / "30.txt").rename(archive.bench.source / "moved.txt")
    archive.read()
    shelf = Shelf()
    assert archive.hand(shelf, most=1).handed == 1
    assert shelf.asked == ["30"]


@pytest.mark.parametrize(
    ("where", "least", "asked"),
    [
        ("name <> '30.txt' -- not this one", 0.0, ["40", "50"]),
        ("doubt < 0.99 OR true", 0.7, ["30", "40"]),
        (f"sha256 = '{sha256_of('50 表')}'", 0.0, ["50"]),
        ("EXISTS (SELECT 1 FROM findings WHERE findings.sha256 = sha256)", 1.0, []),
    ],
)
def test_conditions_choose(archive: Doubted, where: str, least: float, asked: list[str]) -> None:
    shelf = Shelf()
    archive.hand(shelf, least=least, where=where)
    assert shelf.asked == asked


@pytest.mark.parametrize(
    "where",
    [
        "nothing = 1",
        "name = ?",
        "true) UNION ALL (SELECT 1",
        "true); SELECT 1 FROM (SELECT 2 WHERE true",
        "name IN (SELECT content FROM read_text('/etc/hostname'))",
    ],
)
def test_what_is_no_condition_is_told(archive: Doubted, where: str) -> None:
    shelf = Shelf()
    with pytest.raises(ArchiveQueryError):
        archive.hand(shelf, where=where)
    assert shelf.asked == []


def test_a_digest_that_is_none_names_no_file(archive: Doubted) -> None:
    """Tables that somebody else made say `../…`: nothing is written there, nor removed."""
    for file in (archive.bench.destination / "documents").rglob("*.parquet"):
        table = parquet.ParquetFile(file).read()
        place = table.column_names.index("sha256")
        names = arrow.array(["../../elsewhere.txt"] * len(table))
        parquet.write_table(table.set_column(place, "sha256", names), file)
    shelf = Shelf()
    assert archive.hand(shelf).left == 0
    assert shelf.asked == []


def test_they_are_counted(archive: Doubted) -> None:
    with open_queries(archive.destination, archive.bench.placement.home) as queries:
        assert count_doubtful(queries, Wanted(1)) == 3
        assert count_doubtful(queries, Wanted(1), [sha256_of("30 表")]) == 2
        with pytest.raises(ArchiveQueryError):
            count_doubtful(queries, Wanted(1, 0.0, "true); SELECT (2"))
