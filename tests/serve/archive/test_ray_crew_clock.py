"""How long a run has patience with a cluster, and how much is under way: on a drawn one, with a
clock that stands but where somebody waits."""

import itertools
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from serve.archive import ray_crew
from serve.archive.ray_actor import Kind
from serve.archive.ray_crew import Crew
from serve.archive.reading import Room
from serve.archive.runner import Item, Outcome
from serve.errors import ClusterError
from tests.serve.jobs.fake_children import obey

KIND = Kind(Room(seconds=100.0, threads=1), obey)
MEGABYTE = 10**6


class Lost(Exception):  # noqa: N818 - as the errors of Ray are named
    """An actor is gone."""


class Clock:
    """Stands, but where somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Method:
    def __init__(self, cluster: "Drawn", actor: int, name: str) -> None:
        self._cluster, self._actor, self._name = cluster, actor, name

    def remote(self, *given: Any) -> str:
        ref = f"{next(self._cluster.numbers)} {self._name}"
        self._cluster.called.append((ref, self._actor, given))
        if self._name == "node" and self._cluster.has_room:
            self._cluster.answers[ref] = "reader"
        return ref


class Drawn:
    """What of the module `ray` is used. Documents are answered by `answer` and `lose`."""

    exceptions = SimpleNamespace(RayError=Lost)

    def __init__(self, clock: Clock) -> None:
        self.numbers = itertools.count()
        self.has_room = True
        self.called: list[tuple[str, int, tuple[Any, ...]]] = []
        self.answers: dict[str, Any] = {}
        self.resources = {
            "head": {"object_store_memory": 2 * MEGABYTE},
            "run": {"object_store_memory": 100 * MEGABYTE},
            "reader": {"object_store_memory": 80 * MEGABYTE, "CPU": 2.0},
        }
        self._clock = clock

    def remote(self, **options: Any) -> Any:
        def of(kind: type) -> Any:
            def made(given: Kind) -> Any:
                number = next(self.numbers)
                methods = {name: Method(self, number, name) for name in ("node", "take", "read")}
                return SimpleNamespace(**methods)

            return SimpleNamespace(remote=made)

        return of

    def wait(self, refs: list[str], num_returns: int, timeout: float) -> Any:
        ready = [ref for ref in refs if ref in self.answers][:num_returns]
        if not ready:
            self._clock.now += timeout
        return ready, [ref for ref in refs if ref not in ready]

    def get(self, ref: str) -> Any:
        answer = self.answers[ref]
        if isinstance(answer, Lost):
            raise answer
        return answer

    def nodes(self) -> list[dict[str, Any]]:
        return [
            {"NodeID": name, "Alive": True, "Resources": held, "NodeManagerAddress": name}
            for name, held in self.resources.items()
        ]

    def get_runtime_context(self) -> Any:
        return SimpleNamespace(get_node_id=lambda: "run")

    def kill(self, actor: Any) -> None:
        return

    def cancel(self, ref: str) -> None:
        return

    def reads(self) -> list[tuple[str, Item]]:
        """What was sent and not answered."""
        return [
            (ref, given[0])
            for ref, _, given in self.called
            if ref.endswith("read") and ref not in self.answers
        ]

    def answer(self, place: int = 0) -> None:
        ref, item = self.reads()[place]
        self.answers[ref] = Outcome(item, {}, None, 1.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    drawn = Clock()
    monkeypatch.setattr(ray_crew, "time", drawn)
    return drawn


@pytest.fixture
def ray(clock: Clock) -> Drawn:
    return Drawn(clock)


def item(folder: Path, number: int, size: int = 9) -> Item:
    path = folder / str(number)
    path.write_bytes(b"x")
    return Item(str(number), "a", f"{number:064x}", size, 0.0, path)


def test_who_looks_at_nobody_for_long_has_not_waited_for_a_cluster(
    ray: Drawn, clock: Clock, tmp_path: Path
) -> None:
    """A run that goes on walks over millions of known files before the first new one; the cluster
    is asked for actors then, and has its time to start nodes."""
    ray.has_room = False
    crew = Crew(ray, KIND, 1)
    clock.now += 3600.0
    for _ in range(3):
        assert crew.wait() == []
    ray.has_room = True
    ray.answers[ray.called[0][0]] = "reader"
    crew.wait()
    assert crew.has_room(9)


def test_a_cluster_without_a_processor_is_told_of(ray: Drawn, clock: Clock) -> None:
    ray.has_room = False
    crew = Crew(ray, KIND, 1)
    began = clock.now
    with pytest.raises(ClusterError, match="no free processor"):
        wait_for_ever(crew)
    assert 300.0 <= clock.now - began < 320.0


def wait_for_ever(crew: Crew) -> None:
    while True:
        crew.wait()


def test_an_actor_that_is_lost_late_is_replaced(ray: Drawn, clock: Clock, tmp_path: Path) -> None:
    """The only one, ten minutes into a long document: another one gets its time to come."""
    crew = Crew(ray, Kind(Room(seconds=1800.0, threads=1), obey), 1)
    crew.wait()
    crew.send(item(tmp_path, 1))
    for _ in range(120):
        assert crew.wait() == []
    ray.answers[ray.reads()[0][0]] = Lost("node")
    ray.has_room = False
    for _ in range(5):
        assert crew.wait() == []
    came = [ref for ref, _, _ in ray.called if ref.endswith("node")][-1]
    ray.answers[came] = "reader"
    crew.wait()
    ray.answer()
    (outcome,) = crew.wait()
    assert outcome.record is not None
    assert not crew.is_busy


def test_an_answer_that_waited_while_the_run_was_away_counts(
    ray: Drawn, clock: Clock, tmp_path: Path
) -> None:
    """Two actors have long answered when the run looks again: neither has hung."""
    crew = Crew(ray, KIND, 2)
    crew.wait()
    crew.wait()
    for number in (1, 2):
        crew.send(item(tmp_path, number))
    ray.answer()
    ray.answer()
    clock.now += 7200.0
    found = [*crew.wait(), *crew.wait()]
    assert [outcome.item.uri for outcome in found] == ["1", "2"]
    assert len([ref for ref, _, _ in ray.called if ref.endswith("read")]) == 2


def test_an_actor_that_answers_nothing_is_given_up(
    ray: Drawn, clock: Clock, tmp_path: Path
) -> None:
    crew = Crew(ray, KIND, 1)
    crew.wait()
    clock.now += 7200.0  # until there is something to read
    crew.send(item(tmp_path, 1))
    began = clock.now
    while len([ref for ref, _, _ in ray.called if ref.endswith("read")]) == 1:
        crew.wait()
    assert 690.0 <= clock.now - began < 720.0  # three tries and starts


def test_what_is_under_way_fits_into_the_nodes_that_have_it(ray: Drawn, tmp_path: Path) -> None:
    """Half of the smallest store of a node that reads, or of the run's; a head only looks on."""
    crew = Crew(ray, KIND, 2)
    crew.wait()
    crew.wait()
    assert crew.has_room(200 * MEGABYTE), "alone, whatever its size"
    crew.send(item(tmp_path, 1, 30 * MEGABYTE))
    assert crew.has_room(10 * MEGABYTE)
    assert not crew.has_room(11 * MEGABYTE)
