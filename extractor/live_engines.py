"""Engines that follow the registry while a process goes on: a promotion or a way back is taken over
between two documents, without a restart."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from extractor.engines import Engines, LazyOcr, LazySight, LazyTagger, default_engines
from extractor.errors import JixiaoError
from extractor.record import Record
from extractor.taxonomy.catalog import Taxonomy
from extractor.taxonomy.learned import indicator_matcher
from extractor.taxonomy.matcher import RecordMatcher
from models.champions import SHIPPED, Champion, read_champion, state_of
from models.errors import RegistryError
from models.kinds import ModelKind

log = logging.getLogger(__name__)

_RETRY_SECONDS = 60.0
"""After which a champion that could not be read is tried again: its files may still be on their
way, which the registry does not tell."""


class _Engine(Protocol):
    def load(self) -> None: ...


_MADE_BY: Mapping[ModelKind, tuple[str, Callable[[Champion | None], _Engine]]] = {
    ModelKind.TABLE_STRUCTURE: ("sight", LazySight),
    ModelKind.RECOGNITION_LEXICON: ("ocr", LazyOcr),
    ModelKind.FORM_TAGGER: ("tagger", LazyTagger),
    ModelKind.INDICATOR_CLASSIFIER: ("matcher", indicator_matcher),
}
"""The port of `Engines` that a kind is behind, and what makes it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is in use of a kind from now on: a champion's stamp, or "shipped". `trouble` says why
    the champion that the registry names is not; '' where it is."""

    kind: ModelKind
    stamp: str
    trouble: str = ""


def log_change(change: Change) -> None:
    """Tell the log."""
    facts = {"kind": change.kind.value, "stamp": change.stamp}
    if change.trouble:
        log.warning("models.kept", extra=facts | {"why": change.trouble})
    else:
        log.info("models.in_use", extra=facts)


class LiveEngines:
    """The engines of the champions of now. May be asked by several threads.

    What did not change is not built anew. A champion is loaded and tried before it is taken over;
    one that fails leaves what was in use before, is told once, and is tried again when the registry
    changes, or after a minute.

    Args:
        folder: the registry; it need not be there.
        kinds: which champions are followed; of the others what is shipped is in use.
        tell: is told of every change.
    """

    def __init__(
        self,
        folder: Path,
        kinds: Sequence[ModelKind] = tuple(ModelKind),
        tell: Callable[[Change], None] = log_change,
    ) -> None:
        self._folder = folder
        self._kinds = tuple(kinds)
        self._tell = tell
        self._engines = default_engines()
        self._state: tuple[tuple[str, int, int], ...] | None = None
        self._troubles: dict[ModelKind, str] = {}
        self._tried_at = 0.0
        self._lock = Lock()

    def current(self) -> Engines:
        """The engines of now, for one document from its beginning to its end."""
        with self._lock:
            state = state_of(self._folder)
            if state != self._state or self._is_time_to_try():
                self._state = state
                self._tried_at = time.monotonic()
                for kind in self._kinds:
                    self._follow(kind)
            return self._engines

    def _is_time_to_try(self) -> bool:
        return bool(self._troubles) and time.monotonic() - self._tried_at > _RETRY_SECONDS

    def _follow(self, kind: ModelKind) -> None:
        try:
            champion = read_champion(self._folder, kind)
            if champion != self._engines.champions.get(kind):
                self._take_over(kind, champion)
        except (RegistryError, JixiaoError) as error:
            self._keep(kind, str(error))
        else:
            self._troubles.pop(kind, None)

    def _take_over(self, kind: ModelKind, champion: Champion | None) -> None:
        """Raises JixiaoError, with nothing changed, where the champion does not work."""
        port, make = _MADE_BY[kind]
        engine = make(champion)
        if champion is not None:
            engine.load()  # what is shipped was tried before, and is loaded when it is needed
        others = {k: c for k, c in self._engines.champions.items() if k is not kind}
        champions = others if champion is None else others | {kind: champion}
        changed: dict[str, Any] = {port: engine, "champions": champions}
        self._engines = replace(self._engines, **changed)
        self._tell(Change(kind, self._stamp(kind)))

    def _keep(self, kind: ModelKind, trouble: str) -> None:
        if self._troubles.get(kind) != trouble:
            self._troubles[kind] = trouble
            self._tell(Change(kind, self._stamp(kind), trouble))

    def _stamp(self, kind: ModelKind) -> str:
        champion = self._engines.champions.get(kind)
        return SHIPPED if champion is None else champion.stamp


class LiveMatcher:
    """The classifier of now, as a RecordMatcher; the other networks are never loaded.

    Args:
        folder: the registry; it need not be there.
    """

    def __init__(self, folder: Path) -> None:
        self._live = LiveEngines(folder, (ModelKind.INDICATOR_CLASSIFIER,))

    @property
    def taxonomy(self) -> Taxonomy:
        """See RecordMatcher."""
        return self._matcher.taxonomy

    @property
    def version(self) -> str:
        """See RecordMatcher."""
        return self._matcher.version

    def match(self, record: Record) -> Record:
        """See RecordMatcher."""
        return self._matcher.match(record)

    @property
    def _matcher(self) -> RecordMatcher:
        return self._live.current().matcher or indicator_matcher()
