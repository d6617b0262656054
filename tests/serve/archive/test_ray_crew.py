"""Who reads what, on a cluster that is made up: answers come when a test says so.

actor 0: [reads, next]   actor 1: [reads, next]
"""

from pathlib import Path
from typing import Any

import pytest

from serve.archive import ray_crew
from serve.archive.ray_actor import Kind
from serve.archive.ray_crew import Crew
from serve.archive.reading import Room
from serve.archive.runner import Item, Outcome
from serve.errors import ClusterError
from tests.serve.archive.obeying import read_words


class LostError(Exception):
    """What the cluster says of an actor that died."""


class Ref:
    """An answer that is not there before `ready`."""

    def __init__(self, actor: "Actor", method: str, given: tuple[Any, ...]) -> None:
        self.actor, self.method, self.given = actor, method, given
        self.ready, self.answer = False, None


class Actor:
    def __init__(self, ray: "FakeRay") -> None:
        self._ray = ray

    def __getattr__(self, method: str) -> Any:
        return type(
            "Method", (), {"remote": lambda _, *given: self._ray.call(self, method, given)}
        )()


class FakeRay:
    """A cluster of one node with a store of 2,000 bytes; actors come up at once."""

    class exceptions:  # noqa: N801 - as of ray
        RayError = LostError

    def __init__(self) -> None:
        self.reads: list[Ref] = []
        self.cancelled: list[Ref] = []

    def remote(self, **options: int) -> Any:
        made = type("Made", (), {"remote": lambda _, kind: Actor(self)})
        return lambda kind: made()

    def call(self, actor: Actor, method: str, given: tuple[Any, ...]) -> Ref:
        ref = Ref(actor, method, given)
        if method == "read":
            self.reads.append(ref)
        if method == "node":
            ref.ready, ref.answer = True, "n"
        return ref

    def wait(self, refs: list[Ref], num_returns: int, timeout: float) -> tuple[list[Ref], None]:
        return [ref for ref in refs if ref.ready][:1], None

    def get(self, ref: Ref) -> Any:
        if isinstance(ref.answer, Exception):
            raise ref.answer
        return ref.answer

    def nodes(self) -> list[dict[str, Any]]:
        found = {"CPU": 2.0, "object_store_memory": 2000.0}
        return [{"NodeID": "n", "Alive": True, "NodeManagerAddress": "a", "Resources": found}]

    def get_runtime_context(self) -> Any:
        return type("Context", (), {"get_node_id": lambda _: "n"})()

    def kill(self, actor: Actor) -> None:
        return

    def cancel(self, ref: Ref) -> None:
        self.cancelled.append(ref)

    def read(self, name: str) -> None:
        """The newest call for this document is answered."""
        (ref,) = [ref for ref in self.reads if ref.given[0].name == name][-1:]
        ref.ready, ref.answer = True, Outcome(ref.given[0], {}, None, 0.0)

    def lose(self, name: str) -> None:
        """The actor that the document was sent to last dies, and with it all that it had."""
        actor = [ref for ref in self.reads if ref.given[0].name == name][-1].actor
        for ref in self.reads:
            if ref.actor is actor and not ref.ready:
                ref.ready, ref.answer = True, LostError("it died")

    def sent(self) -> list[str]:
        return [ref.given[0].name for ref in self.reads]


@pytest.fixture
def ray() -> FakeRay:
    return FakeRay()


def crew_of(ray: FakeRay, actors: int) -> Crew:
    crew = Crew(ray, Kind(Room(), read_words), actors)
    for _ in range(actors):
        assert crew.wait() == []
    return crew


def item(folder: Path, name: str, size: int = 1) -> Item:
    path = folder / name
    path.write_bytes(b"x" * size)
    return Item(name, name, name, size, 0.0, path)


def test_each_actor_has_the_next_document_already(ray: FakeRay, tmp_path: Path) -> None:
    crew = crew_of(ray, 2)
    for name in "abcd":
        assert crew.has_room(1)
        crew.send(item(tmp_path, name))
    assert not crew.has_room(1)
    ray.read("a")
    (outcome,) = crew.wait()
    assert outcome.item.name == "a"
    assert crew.has_room(1)


def test_what_is_on_its_way_fills_half_a_store_at_most(ray: FakeRay, tmp_path: Path) -> None:
    crew = crew_of(ray, 2)
    assert crew.has_room(5000), "a large one goes alone"
    crew.send(item(tmp_path, "a", 600))
    assert not crew.has_room(600)
    assert crew.has_room(400)


def test_what_a_lost_actor_had_goes_to_the_others(ray: FakeRay, tmp_path: Path) -> None:
    crew = crew_of(ray, 2)
    for name in "abcd":  # a and c are one actor's
        crew.send(item(tmp_path, name))
    ray.lose("a")
    assert crew.wait() == []
    assert not crew.has_room(1), "what was lost goes first"
    ray.read("b")
    crew.wait()
    assert "a" in ray.sent()[4:]


def test_a_document_whose_actors_are_lost_is_left_for_the_next_run(
    ray: FakeRay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_crew, "_PAUSE_SECONDS", 0.0)
    crew = crew_of(ray, 1)
    crew.send(item(tmp_path, "a"))
    found: list[Outcome] = []
    for _ in range(20):
        if not crew.is_busy:
            break
        if ray.reads and not ray.reads[-1].ready:
            ray.lose("a")
        found += crew.wait()
    (outcome,) = found
    assert ray.sent() == ["a"] * 3
    assert outcome.fault is not None
    assert (outcome.fault.code, outcome.fault.passing) == ("batch.node_lost", True)


def test_at_the_end_who_is_idle_takes_what_waits_behind_another(
    ray: FakeRay, tmp_path: Path
) -> None:
    crew = crew_of(ray, 2)
    for name in "abc":  # c waits behind a
        crew.send(item(tmp_path, name))
    ray.read("b")
    crew.wait()
    crew.share_the_rest()
    assert [ref.given[0].name for ref in ray.cancelled] == ["c"]
    assert ray.reads[-1].given[0].name == "c"
    assert ray.reads[-1].actor is ray.reads[1].actor
    for name in "ac":
        ray.read(name)
    names = [outcome.item.name for _ in range(2) for outcome in crew.wait()]
    assert sorted(names) == ["a", "c"]
    assert not crew.is_busy


def test_actors_that_only_fail_end_the_run(
    ray: FakeRay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_crew, "_FAILING_SECONDS", 0.0)
    monkeypatch.setattr(ray_crew, "_PAUSE_SECONDS", 0.0)
    crew = crew_of(ray, 1)
    crew.send(item(tmp_path, "a"))
    with pytest.raises(ClusterError, match="it died"):
        fail(crew, ray, 20)


def fail(crew: Crew, ray: FakeRay, times: int) -> None:
    for _ in range(times):
        if not ray.reads[-1].ready:
            ray.lose("a")
        crew.wait()
