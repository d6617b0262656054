"""Which version of each part reads documents, since when, and what stands beside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.champions import SHIPPED
from models.errors import RegistryError
from models.kinds import ModelKind
from models.registry import Alias, Change, FileRegistry, Version, whole_lines

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class VersionInUse:
    """A registered version. `stamp` is how records name it; `aliases` what it is for; `verdict` is
    what the gate said of it last, None where it was not compared."""

    name: str
    stamp: str
    created_at: str
    aliases: tuple[str, ...]
    is_shipped: bool
    facts: Mapping[str, Any]
    verdict: JsonObject | None


@dataclass(frozen=True, slots=True)
class PartInUse:
    """One part that can learn. `champion` is None where what is shipped was never replaced;
    `since` is when it came into use (ISO 8601). `former` is the version that a rollback brings
    back. `versions` and `history` are the newest first. `broken` tells why the registry of it
    cannot be read."""

    kind: ModelKind
    champion: VersionInUse | None
    challenger: VersionInUse | None
    since: str | None
    former: str | None
    versions: tuple[VersionInUse, ...] = ()
    history: tuple[Change, ...] = ()
    broken: str | None = None

    @property
    def reads_with_shipped(self) -> bool:
        """Whether documents are read with what the product came with."""
        return self.champion is None or self.champion.is_shipped


def parts_in_use(folder: Path) -> tuple[PartInUse, ...]:
    """All parts, as the registry in a folder has them."""
    return tuple(_part(folder, kind) for kind in ModelKind)


def _part(folder: Path, kind: ModelKind) -> PartInUse:
    try:
        return _read(FileRegistry(folder), folder, kind)
    except (RegistryError, OSError, KeyError, TypeError, ValueError) as error:
        why = str(error) if isinstance(error, RegistryError) else type(error).__name__
        return PartInUse(kind, None, None, None, None, broken=why)


def _read(registry: FileRegistry, folder: Path, kind: ModelKind) -> PartInUse:
    aliases = registry.aliases(kind)
    verdicts = _verdicts(folder / kind / "verdicts.jsonl")
    versions = [
        _version(version, aliases, verdicts.get(version.name))
        for version in reversed(registry.versions(kind))
    ]
    named = {version.name: version for version in versions}
    history = tuple(reversed(registry.history(kind)))
    champion = named.get(aliases.get(Alias.CHAMPION, ""))
    challenger = named.get(aliases.get(Alias.CHALLENGER, ""))
    if challenger is champion:
        challenger = None
    since = _since(history, champion)
    former = _former(registry, kind)
    return PartInUse(kind, champion, challenger, since, former, tuple(versions), history)


def _version(
    version: Version, aliases: Mapping[str, str], verdict: JsonObject | None
) -> VersionInUse:
    return VersionInUse(
        name=version.name,
        stamp=f"{version.name}-{version.digest[:6]}",
        created_at=version.created_at,
        aliases=tuple(alias for alias, name in aliases.items() if name == version.name),
        is_shipped=version.facts.get("source") == SHIPPED,
        facts=version.facts,
        verdict=verdict,
    )


def _since(history: Sequence[Change], champion: VersionInUse | None) -> str | None:
    if champion is None:
        return None
    changes = (change for change in history if change.alias == Alias.CHAMPION)
    return next((change.at for change in changes if change.name == champion.name), None)


def _former(registry: FileRegistry, kind: ModelKind) -> str | None:
    try:
        return registry.former(kind, Alias.CHAMPION).name
    except RegistryError:
        return None


def _verdicts(path: Path) -> dict[str, JsonObject]:
    """What the gate said last of each challenger."""
    told: list[JsonObject] = [json.loads(line) for line in whole_lines(path)]
    return {str(entry["challenger"]): entry for entry in told}
