"""Which versions a reader of documents takes: the champions of a registry, else what is shipped."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import RegistryError
from models.kinds import FILES, ModelKind
from models.network_file import NetworkFile
from models.registry import Alias, FileRegistry, Version

SHIPPED = "shipped"
"""`source` in the facts of a version that is a copy of what this product came with."""

_FOLDER, _HOME = "JIXIAO_MODELS", "JIXIAO_HOME"
_DEFAULT_HOME = "~/.local/share/jixiao"


@dataclass(frozen=True, slots=True)
class Champion:
    """A version in use instead of what is shipped. `stamp` is how records name it: `v0003-1f2e3d`,
    the version and the beginning of a digest of its files."""

    kind: ModelKind
    stamp: str
    files: Mapping[str, NetworkFile] = field(hash=False)


Champions = Mapping[ModelKind, Champion]


def models_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The registry of this machine: JIXIAO_MODELS, else `models` in JIXIAO_HOME or its default."""
    named = environment.get(_FOLDER)
    if named:
        return Path(named).expanduser()
    return Path(environment.get(_HOME) or _DEFAULT_HOME).expanduser() / "models"


def read_champions(folder: Path) -> Champions:
    """The champions of a registry, without those that are what is shipped: a newer product brings
    newer ones.

    Raises:
        RegistryError: see `read_champion`.
    """
    found = {kind: read_champion(folder, kind) for kind in ModelKind}
    return {kind: champion for kind, champion in found.items() if champion is not None}


def read_champion(folder: Path, kind: ModelKind) -> Champion | None:
    """The champion of one kind; None where what is shipped is in use.

    Raises:
        RegistryError: an alias names a version that is not there, that lacks a file of its kind, or
            that cannot be read.
    """
    registry = FileRegistry(folder)
    try:
        if Alias.CHAMPION not in registry.aliases(kind):
            return None
        version = registry.version(kind, Alias.CHAMPION)
        is_shipped = version.facts.get("source") == SHIPPED
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        told = f"{type(error).__name__}: {error}"
        raise RegistryError(f"{kind}: 登记无法读取。 Not readable: {told}") from error
    return None if is_shipped else _champion(kind, version)


def state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes whenever a champion does; cheap enough to be asked before every document."""
    found = []
    for kind in ModelKind:
        try:
            status = (folder / kind / "aliases.json").stat()
        except OSError:
            continue
        found.append((kind.value, status.st_mtime_ns, status.st_ino))
    return tuple(found)


def _champion(kind: ModelKind, version: Version) -> Champion:
    missing = [name for name in FILES[kind] if name not in version.files]
    if missing:
        raise RegistryError(f"{kind} {version.name}: 没有 {missing[0]}。 No {missing[0]}.")
    files = {name: NetworkFile(version.folder / name, version.files[name]) for name in FILES[kind]}
    return Champion(kind, f"{version.name}-{version.digest[:6]}", files)
