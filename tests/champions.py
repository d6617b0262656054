"""Registries for tests: versions of what can learn, made of the files that are shipped."""

from collections.abc import Mapping
from pathlib import Path

from models.champions import read_champion
from models.form_tagger.config import WEIGHTS as TAGGER
from models.indicator_classifier.config import CONCEPTS
from models.indicator_classifier.config import WEIGHTS as CLASSIFIER
from models.kinds import ModelKind
from models.registry import Alias, FileRegistry, Version
from models.table_structure.config import WEIGHTS as HEAD

_SHIPPED_FILES = {
    ModelKind.FORM_TAGGER: (TAGGER,),
    ModelKind.INDICATOR_CLASSIFIER: (CLASSIFIER, CONCEPTS),
    ModelKind.TABLE_STRUCTURE: (HEAD,),
}


def shipped_files(kind: ModelKind) -> dict[str, Path]:
    """The files that the product comes with, by name."""
    return {file.path.name: file.path for file in _SHIPPED_FILES[kind]}


def register(
    folder: Path, kind: ModelKind, files: Mapping[str, Path] | None = None, source: str = "test"
) -> Version:
    """A new version of these files, or of those that are shipped."""
    return FileRegistry(folder).register(kind, files or shipped_files(kind), {"source": source})


def promote(folder: Path, kind: ModelKind, version: Version) -> str:
    """Make a version the champion; what records call it, "shipped" where it is that."""
    FileRegistry(folder).point(kind, Alias.CHAMPION, version.name, "test")
    champion = read_champion(folder, kind)
    return champion.stamp if champion else "shipped"


def promote_new(folder: Path, kind: ModelKind) -> str:
    """A new version in use; what records call it."""
    return promote(folder, kind, register(folder, kind))


def promote_broken(folder: Path, kind: ModelKind, data: bytes = b"no network") -> Version:
    """A version in use that is no network, but was registered as one."""
    broken = folder / "broken"
    folder.mkdir(parents=True, exist_ok=True)
    broken.write_bytes(data)
    version = register(folder, kind, dict.fromkeys(shipped_files(kind), broken))
    FileRegistry(folder).point(kind, Alias.CHAMPION, version.name, "test")
    return version
