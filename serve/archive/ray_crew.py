"""The actors of a run on a cluster: who reads what, who comes, who was lost.

    items ─▶ [reads, next]  actor on node A      what a lost actor had goes to the others,
             [reads, next]  actor on node B      and another actor is asked for in its place
             (is waited for)                     until a node has room for it

Ray is asked to try nothing again by itself: then nobody could tell what is read where.
"""

import logging
import time
import zlib
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from serve.archive.ray_actor import ActorReader, Kind, Share
from serve.archive.runner import Fault, Item, Outcome
from serve.errors import ClusterError

log = logging.getLogger(__name__)

_AHEAD = 2  # documents of an actor: the one that it reads and the next, which is there already
_TRIES = 3  # of a document whose actor was lost while it was read
_GLANCE_SECONDS = 5.0
_COMING_SECONDS = 300.0  # in which a cluster must give at least one actor its processors
_START_SECONDS = 130.0  # of the process below an actor
_PAUSE_SECONDS = 2.0  # before actors are asked for again where all have failed
_FAILING_SECONDS = 60.0  # in which actors may fail without one result


@dataclass(slots=True, eq=False)
class _Post:
    """An actor and what was sent to it: the first is read, the next waits."""

    actor: Any
    node: str = ""
    share: Share | None = None
    calls: "list[_Call]" = field(default_factory=list)
    since: float = 0.0


@dataclass(slots=True, eq=False)
class _Call:
    """A document that was sent to an actor."""

    item: Item
    post: _Post
    answer: Any


class Crew:
    """Actors of a run.

    Args:
        ray: the module, connected.
        kind: what they are alike in.
        wanted: how many at most; fewer read while the cluster has no room for more.
    """

    def __init__(self, ray: Any, kind: Kind, wanted: int) -> None:  # noqa: ANN401
        self.read_on: Counter[str] = Counter()
        self._ray = ray
        self._kind = kind
        self._wanted = wanted
        self._coming: dict[Any, _Post] = {}
        self._posts: list[_Post] = []
        self._calls: dict[Any, _Call] = {}
        self._again: deque[Item] = deque()
        self._tries: Counter[str] = Counter()
        self._given_up: list[Outcome] = []
        self._vacant: list[float] = [0.0] * wanted  # when to ask for an actor
        self._failed = 0
        self._seen_at = self._read_at = self._left_at = time.monotonic()
        self._budget = 0

    @property
    def is_busy(self) -> bool:
        """Whether a document has no result yet."""
        return bool(self._calls or self._again or self._given_up)

    def has_room(self, size: int) -> bool:
        """Whether a document of so many bytes can be sent on now."""
        return not self._again and self._free_post(size) is not None

    def send(self, item: Item) -> None:
        """Have a document read, for which there is room."""
        self._again.append(item)
        self._deal()

    def wait(self) -> list[Outcome]:
        """What was read since. Waits for something to happen, which need not be a result.

        Raises ClusterError where nobody reads, or nobody has come for too long.
        """
        if self._given_up:
            given_up, self._given_up = self._given_up, []
            return given_up
        self._come_back()
        try:
            return self._heard()
        finally:
            self._left_at = time.monotonic()

    def _come_back(self) -> None:
        """Whoever walks over what is known already, or writes, looks at nobody meanwhile: that
        time counts against no actor, and against no cluster."""
        now = time.monotonic()
        away = now - self._left_at
        self._seen_at += away
        self._read_at += away
        for post in self._posts:
            post.since = min(now, post.since + away)

    def _heard(self) -> list[Outcome]:
        """See wait."""
        self._hire()
        refs = [*self._calls, *self._coming]
        if not refs:
            time.sleep(_PAUSE_SECONDS / 4)
            return []
        ready, _ = self._ray.wait(refs, num_returns=1, timeout=self._glance())
        found = [outcome for ref in ready if (outcome := self._heed(ref)) is not None]
        self._check()
        self._deal()
        return found

    def share_the_rest(self) -> None:
        """No document comes any more: who has nothing to do takes what waits behind others."""
        idle = [post for post in self._posts if not post.calls]
        laden = sorted((post for post in self._posts if len(post.calls) > 1), key=_since)
        for post, other in zip(idle, laden, strict=False):
            call = other.calls.pop()
            del self._calls[call.answer]
            self._ray.cancel(call.answer)  # where it has just begun, its result is not looked at
            self._give(call.item, post)

    def close(self) -> None:
        """End all actors, whatever they are doing."""
        for post in (*self._posts, *self._coming.values()):
            self._ray.kill(post.actor)

    def _hire(self) -> None:
        """Ask for actors where there are none; each comes when a node has room for it."""
        now = time.monotonic()
        due = [moment for moment in self._vacant if moment <= now]
        self._vacant = [moment for moment in self._vacant if moment > now]
        threads = self._kind.room.threads or 1
        remote = self._ray.remote(num_cpus=threads, max_restarts=0, max_task_retries=0)
        for _ in due:
            post = _Post(remote(ActorReader).remote(self._kind))
            self._coming[post.actor.node.remote()] = post

    def _glance(self) -> float:
        """Seconds until something has to be done in any case."""
        return _PAUSE_SECONDS if self._vacant else _GLANCE_SECONDS

    def _heed(self, ref: Any) -> Outcome | None:  # noqa: ANN401
        """Something happened to an actor that comes, or to a document."""
        post = self._coming.pop(ref, None)
        try:
            answer = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            self._lose(post or self._calls[ref].post, error)
            return None
        if post is not None:
            self._welcome(post, answer)
            return None
        call = self._calls.pop(ref)
        call.post.calls.remove(call)
        call.post.since = self._seen_at = self._read_at = time.monotonic()
        self._failed = 0
        self.read_on[call.post.node] += 1
        outcome: Outcome = answer
        return outcome

    def _welcome(self, post: _Post, node: str) -> None:
        """An actor has come up: it takes its share of its machine."""
        post.node, post.since = node, time.monotonic()
        self._seen_at = post.since
        post.share = self._share(post)
        post.actor.take.remote(post.share)
        self._posts.append(post)

    def _share(self, post: _Post) -> Share:
        """Nodes of one address share its processors."""
        nodes = {node["NodeID"]: node for node in self._ray.nodes() if node["Alive"]}
        self._budget = self._smallest_store(nodes) // 2
        if post.node not in nodes:
            return Share(0, 1)  # it has just been lost
        address = nodes[post.node]["NodeManagerAddress"]
        there = {name for name, node in nodes.items() if node["NodeManagerAddress"] == address}
        cores = sum(int(nodes[name]["Resources"].get("CPU", 0)) for name in there)
        places = max(1, min(self._wanted, cores // (self._kind.room.threads or 1)))
        taken = {other.share.number for other in self._posts if other.share and other.node in there}
        number = min(set(range(places)) - taken, default=len(taken) % places)
        return Share(number, places, zlib.crc32(address.encode()))

    def _smallest_store(self, nodes: dict[str, Any]) -> int:
        """Of the nodes that documents come to: those that read, and that of the run itself."""
        here = self._ray.get_runtime_context().get_node_id()
        found = [(name == here, node["Resources"]) for name, node in nodes.items()]
        held = [given for is_own, given in found if is_own or given.get("CPU", 0) > 0]
        stores = [int(given.get("object_store_memory", 0)) for given in held]
        return min(filter(None, stores), default=0)

    def _lose(self, post: _Post, error: Exception) -> None:
        """An actor or its node was lost: others read what it had; another one is asked for."""
        log.warning("batch.actor_lost", extra={"node": post.node, "why": type(error).__name__})
        if post in self._posts:
            self._posts.remove(post)
            self._seen_at = time.monotonic()
        for call in post.calls[:1]:
            self._tries[call.item.sha256] += 1
        for call in post.calls:
            del self._calls[call.answer]
            if self._tries[call.item.sha256] < _TRIES:
                self._again.append(call.item)
            else:
                self._given_up.append(Outcome(call.item, None, _lost(error), 0.0))
        post.calls.clear()
        self._ray.kill(post.actor)
        self._failed += 1
        now = time.monotonic()
        many = self._failed > self._wanted
        if many and now - self._read_at > _FAILING_SECONDS:
            reason = str(error).strip().splitlines()[-1:]
            raise ClusterError(f"节点无法工作。 Nodes cannot work: {' '.join(reason)}") from error
        self._vacant.append(now + _PAUSE_SECONDS if many else now)

    def _check(self) -> None:
        """Nobody may hang: neither an actor nor all of them."""
        now = time.monotonic()
        if not self._posts and now - self._seen_at > _COMING_SECONDS:
            raise ClusterError("集群没有空闲处理器。 The cluster has no free processor.")
        longest = _TRIES * (self._kind.room.seconds + _START_SECONDS)
        for post in [post for post in self._posts if post.calls and now - post.since > longest]:
            self._lose(post, TimeoutError(f"{longest:g} s"))

    def _deal(self) -> None:
        """Give out what waits for an actor."""
        while self._again and (post := self._free_post(self._again[0].size)) is not None:
            self._give(self._again.popleft(), post)

    def _give(self, item: Item, post: _Post) -> None:
        if not post.calls:
            post.since = time.monotonic()
        call = _Call(item, post, post.actor.read.remote(item, item.path.read_bytes()))
        post.calls.append(call)
        self._calls[call.answer] = call

    def _free_post(self, size: int) -> _Post | None:
        """Who has least to do. What is on its way must not fill the memory of a node."""
        under_way = sum(call.item.size for call in self._calls.values())
        if not self._posts or (under_way and under_way + size > self._budget):
            return None
        post = min(self._posts, key=lambda post: len(post.calls))
        return post if len(post.calls) < _AHEAD else None


def _since(post: _Post) -> float:
    return post.since


def _lost(error: Exception) -> Fault:
    """A node or actor that was lost again and again: no fault of the document's."""
    message = f"节点丢失。 The node was lost: {type(error).__name__}."
    return Fault("batch.node_lost", message, "再次运行。 Run again.", passing=True)
