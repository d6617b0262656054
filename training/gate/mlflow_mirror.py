"""The registry in a folder, mirrored to MLflow: the folder stays the truth of what runs.

Without MLflow, or while its server is away, everything goes on and is told later: each change, and
`jixiao models sync`, brings over whatever the tracker has not got yet.
"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from annotations.folders import one_at_a_time
from models.registry import Alias, FileRegistry, ModelRegistry, Version
from training.gate.mlflow_store import MlflowTracker, Tracker, TrackingError
from training.gate.tracking import Told, change_told, verdict_told, version_told
from training.gate.verdicts import kept_verdicts

_log = logging.getLogger(__name__)

OFF = "off"
"""Named as where to track: nowhere."""


class Mirrored:
    """A FileRegistry of which a tracker is told.

    Args:
        registry: what counts.
        tracker: is told after the folder has changed; where it fails, nothing else does.
        warn: told once that it failed.
    """

    def __init__(
        self, registry: FileRegistry, tracker: Tracker, warn: Callable[[str], None] = _log.warning
    ) -> None:
        self._registry, self._tracker, self._warn = registry, tracker, warn
        self._warned = False

    @property
    def folder(self) -> Path:
        """Where the registry lies."""
        return self._registry.folder

    def register(self, model: str, files: Mapping[str, Path], facts: Mapping[str, Any]) -> Version:
        """Keep files as a new version."""
        version = self._registry.register(model, files, facts)
        self._try(model)
        return version

    def versions(self, model: str) -> tuple[Version, ...]:
        """All versions, oldest first."""
        return self._registry.versions(model)

    def version(self, model: str, name: str) -> Version:
        """One of them, by its name or by an alias. Raises RegistryError."""
        return self._registry.version(model, name)

    def aliases(self, model: str) -> Mapping[str, str]:
        """The version of each alias that is set."""
        return self._registry.aliases(model)

    def point(self, model: str, alias: Alias, name: str, why: str) -> None:
        """Let an alias mean a version. Raises RegistryError where there is no such version."""
        self._registry.point(model, alias, name, why)
        self._try(model)

    def former(self, model: str, alias: Alias) -> Version:
        """What an alias meant before. Raises RegistryError where it never meant another one."""
        return self._registry.former(model, alias)

    def catch_up(self, model: str) -> int:
        """Tell the tracker what it has not got of a model; returns how many things.

        Raises:
            TrackingError: it is not there; what it got before that stays.
        """
        with one_at_a_time(self.folder / model / ".mirror.lock"):
            known = self._tracker.known(model)
            missing = [told for told in self._all(model) if told.key not in known]
            for told in missing:
                self._tracker.tell(model, told)
            self._tracker.point(model, self._registry.aliases(model))
        return len(missing)

    def _all(self, model: str) -> list[Told]:
        changes = self._registry.history(model)
        return [
            *map(version_told, self._registry.versions(model)),
            *(change_told(change, number) for number, change in enumerate(changes)),
            *map(verdict_told, kept_verdicts(self.folder, model)),
        ]

    def _try(self, model: str) -> None:
        try:
            self.catch_up(model)
        except TrackingError as error:
            if not self._warned:
                self._warn(
                    f"未能记入 MLflow，稍后用 jixiao models sync 补记。 Not tracked now, "
                    f"`jixiao models sync` does it later: {error}"
                )
            self._warned = True


def tracked(registry: FileRegistry, uri: str) -> ModelRegistry:
    """A registry that MLflow at `uri` is told of: `sqlite:///FILE`, the URL of a server, or `off`
    for the registry itself."""
    return registry if uri == OFF else Mirrored(registry, MlflowTracker(uri))


def default_tracking(home: Path) -> str:
    """The local store of a home folder."""
    return f"sqlite:///{(home / 'learning' / 'mlflow.db').absolute()}"


def sync(registry: FileRegistry, uri: str) -> Mapping[str, int]:
    """Tell MLflow what it has not got of any model; how many things of each.

    Raises:
        TrackingError: it is not there.
    """
    mirror = Mirrored(registry, MlflowTracker(uri))
    models = sorted(path.parent.name for path in registry.folder.glob("*/versions"))
    return {model: mirror.catch_up(model) for model in models}
