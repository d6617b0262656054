"""A box read again in a child: its answer, its end when it hangs or dies, its return."""

from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from annotations.reread_region import AskedRegion
from serve.errors import BusyError, ChildCrashedError, ChildTimeoutError
from serve.jobs.cell_child import READY
from serve.jobs.cell_reader import CellReader, Patience
from tests.serve.jobs.fake_cell_child import never_ready, obey

HASTE = Patience(start=30.0, read=0.5)


def asked(label: str) -> AskedRegion:
    return AskedRegion("r1", 0, 0, (1.0, 2.0, 3.0, 4.0), label, "a")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., CellReader]]:
    made: list[CellReader] = []

    def one(patience: Patience = HASTE, program: Callable[[Connection], None] = obey) -> CellReader:
        made.append(CellReader(tmp_path, tmp_path / "models", patience, program))
        return made[-1]

    yield one
    for reader in made:
        reader.close()


def test_the_stand_in_says_what_the_child_says() -> None:
    assert READY == b"ready"


def test_one_child_answers_and_survives_nothing_that_hangs(
    make: Callable[..., CellReader], tmp_path: Path
) -> None:
    reader = make()
    reader.be_ready()
    (first,) = reader.read(asked("value"))
    assert first["home"] == str(tmp_path)
    assert first["models"] == str(tmp_path / "models")
    assert reader.read(asked("value")) == [first]
    assert reader.read(asked("unknown")) == []
    for label, error in (
        ("hang", ChildTimeoutError),
        ("die", ChildCrashedError),
        ("garbage", ChildCrashedError),
    ):
        with pytest.raises(error):
            reader.read(asked(label))
    (second,) = reader.read(asked("value"))
    assert second["pid"] != first["pid"]


def test_a_child_that_never_comes_up_is_given_up(make: Callable[..., CellReader]) -> None:
    reader = make(Patience(start=0.2, read=1.0), never_ready)
    with pytest.raises(ChildTimeoutError):
        reader.read(asked("value"))


def test_a_closed_reader_says_so(make: Callable[..., CellReader]) -> None:
    reader = make()
    reader.close()
    with pytest.raises(BusyError):
        reader.read(asked("value"))
