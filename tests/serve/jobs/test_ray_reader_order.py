"""A reader whose actor is drawn: what happens in which order, and what fails at which call."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from serve.jobs import ray_reader
from serve.jobs.messages import Blame, NotRead, Pictures, Task
from serve.jobs.ray_reader import RayReader
from serve.jobs.reader import Outcome, Read, Stopped, Watch
from tests.serve.jobs.fake_children import obey
from tests.serve.jobs.test_reader import MEBIBYTE, ROOMY, UNWATCHED


class FullError(Exception):
    """As Ray names what it has no room for."""


class Drawn:
    """What of the module `ray` is used, with one actor. Notes what was called, and waited for."""

    exceptions = SimpleNamespace(RayError=FullError)

    def __init__(self) -> None:
        self.noted: list[str] = []
        self.late: set[str] = set()
        self.full = False

    def remote(self, **options: Any) -> Any:
        def call(name: str) -> Any:
            def remote(*given: Any) -> str:
                if name == "read" and self.full:
                    raise FullError
                self.noted.append(name)
                return name

            return SimpleNamespace(remote=remote)

        names = ("node", "read", "progress", "stop", "file", "clear")
        desk = SimpleNamespace(**{name: call(name) for name in names})
        return lambda kind: SimpleNamespace(remote=lambda *given: desk)

    def wait(self, refs: list[str], num_returns: int = 1, timeout: float = 0.0) -> Any:
        self.noted += [f"wait {ref}" for ref in refs]
        ready = [ref for ref in refs if ref not in self.late]
        return ready, [ref for ref in refs if ref in self.late]

    def get(self, ref: str) -> Any:
        return Read({}, ()) if ref == "read" else ("read", 1, 2)

    def kill(self, actor: Any) -> None:
        self.noted.append("kill")


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    drawn = Drawn()

    @contextmanager
    def at_hand(place: object) -> Iterator[Drawn]:
        yield drawn

    monkeypatch.setattr(ray_reader, "connected", at_hand)
    return drawn


def read(folder: Path, watch: Watch = UNWATCHED) -> Outcome:
    path = folder / "document"
    path.write_bytes(b"x")
    task = Task(str(path), "a", str(folder), Pictures.ALL, MEBIBYTE, 10.0)
    return RayReader(ROOMY, program=obey).read(task, watch)


def test_a_document_is_forgotten_before_the_next_one_can_come(ray: Drawn, tmp_path: Path) -> None:
    """Calls of an actor with two threads have no order."""
    assert isinstance(read(tmp_path), Read)
    assert ray.noted[-2:] == ["clear", "wait clear"]


def test_an_actor_that_does_not_forget_is_ended(ray: Drawn, tmp_path: Path) -> None:
    ray.late.add("clear")
    assert isinstance(read(tmp_path), Read)
    assert ray.noted[-1] == "kill"


def test_whoever_stops_a_document_waits_until_no_other_can_be_stopped(
    ray: Drawn, tmp_path: Path
) -> None:
    def stopped() -> bool:
        ray.late.discard("read")
        return True

    ray.late.add("read")
    watch = Watch(UNWATCHED.progress, stopped)
    assert isinstance(read(tmp_path, watch), Stopped)
    ray.late |= {"read", "stop"}
    found = read(tmp_path, watch)
    assert isinstance(found, NotRead)
    assert ray.noted[-1] == "kill"


def test_a_document_that_no_store_has_room_for_comes_again(ray: Drawn, tmp_path: Path) -> None:
    ray.full = True
    found = read(tmp_path)
    assert isinstance(found, NotRead)
    assert (found.blame, found.code) == (Blame.MACHINE, "serve.cluster")
    assert ray.noted[-1] == "kill"
