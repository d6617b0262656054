"""Versions of networks in a folder, and which of them is champion and challenger.

    FOLDER/form_tagger/aliases.json            {"champion": "v0002", "challenger": "v0003"}
    FOLDER/form_tagger/history.jsonl           every change of an alias
    FOLDER/form_tagger/versions/v0002/         version.json and the files it names

A version never changes once it is there; only aliases do, each in one step, so that a reader sees
the old champion or the new one and nothing between.
"""

import getpass
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from models.errors import RegistryError

if sys.platform != "win32":
    import fcntl


class Alias(StrEnum):
    """What a version is for."""

    CHAMPION = "champion"
    CHALLENGER = "challenger"


@dataclass(frozen=True, slots=True)
class Version:
    """A registered network. `files` are names with the sha256 of each; `facts` what it was made
    of: parent, hashes of data, settings, figures."""

    model: str
    name: str
    folder: Path
    files: Mapping[str, str]
    created_at: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """One hex digest of all files."""
        told = json.dumps(sorted(self.files.items()))
        return hashlib.sha256(told.encode()).hexdigest()

    def path(self, name: str) -> Path:
        """A file of it, whose bytes are those that were registered.

        Raises:
            RegistryError: it has no such file, or another one stands there.
        """
        path = self.folder / name
        if name not in self.files or not path.is_file():
            raise RegistryError(f"{self.model} {self.name}: 没有 {name}。 No {name}.")
        if sha256_of(path) != self.files[name]:
            raise RegistryError(f"{self.model} {self.name}: {name} 已变。 {name} has changed.")
        return path


@dataclass(frozen=True, slots=True)
class Change:
    """An alias came to mean another version at some time (ISO 8601, UTC). `former` is None the
    first time; `by` is the user of this machine who did it, '' where nobody knows."""

    at: str
    alias: str
    name: str
    former: str | None
    why: str
    by: str = ""


class ModelRegistry(Protocol):
    """Where versions are kept: a folder, or a server such as MLflow's."""

    def register(self, model: str, files: Mapping[str, Path], facts: Mapping[str, Any]) -> Version:
        """Keep files as a new version."""
        ...

    def versions(self, model: str) -> tuple[Version, ...]:
        """All versions, oldest first."""
        ...

    def version(self, model: str, name: str) -> Version:
        """One of them, by its name or by an alias. Raises RegistryError."""
        ...

    def aliases(self, model: str) -> Mapping[str, str]:
        """The version of each alias that is set."""
        ...

    def point(self, model: str, alias: Alias, name: str, why: str) -> None:
        """Let an alias mean a version. Raises RegistryError where there is no such version."""
        ...

    def former(self, model: str, alias: Alias) -> Version:
        """What an alias meant before. Raises RegistryError where it never meant another one."""
        ...


class FileRegistry:
    """A registry in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._folder

    def register(self, model: str, files: Mapping[str, Path], facts: Mapping[str, Any]) -> Version:
        """Keep files as a new version; two at a time get different names."""
        versions = self._folder / model / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=versions))
        for name, path in files.items():
            shutil.copyfile(path, fresh / name)
        told = {
            "files": {name: sha256_of(fresh / name) for name in files},
            "created_at": _now(),
            "facts": dict(facts),
        }
        write_whole(fresh / "version.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        number = self._last_number(model) + 1
        while True:
            target = versions / f"v{number:04d}"
            try:
                fresh.rename(target)  # fails where another one has come to stand there
            except OSError:
                if not target.exists():
                    raise
                number += 1
                continue
            return self._read(model, target)

    def versions(self, model: str) -> tuple[Version, ...]:
        """All versions, oldest first."""
        folders = sorted((self._folder / model / "versions").glob("v*"))
        return tuple(self._read(model, folder) for folder in folders)

    def version(self, model: str, name: str) -> Version:
        """One of them, by its name or by an alias. Raises RegistryError."""
        folder = self._folder / model / "versions" / self.aliases(model).get(name, name)
        if not name or "/" in name or not (folder / "version.json").is_file():
            raise RegistryError(f"{model}: 没有版本 {name}。 No version {name}.")
        return self._read(model, folder)

    def aliases(self, model: str) -> Mapping[str, str]:
        """The version of each alias that is set."""
        path = self._folder / model / "aliases.json"
        if not path.is_file():
            return {}
        with _readable(model, path):
            return dict(json.loads(path.read_text(encoding="utf-8")))

    def point(self, model: str, alias: Alias, name: str, why: str) -> None:
        """Let an alias mean a version. Raises RegistryError where there is no such version."""
        version = self.version(model, name)
        with _switching(self._folder / model / ".aliases.lock"):
            aliases = dict(self.aliases(model))
            change = {
                "at": _now(),
                "alias": alias.value,
                "from": aliases.get(alias),
                "to": version.name,
                "why": why,
                "by": _user(),
            }
            append_line(self._folder / model / "history.jsonl", change)
            told = json.dumps(aliases | {alias.value: version.name}, indent=1) + "\n"
            write_whole(self._folder / model / "aliases.json", told)

    def history(self, model: str) -> tuple[Change, ...]:
        """Every change of an alias, the oldest first."""
        path = self._folder / model / "history.jsonl"
        with _readable(model, path):
            return tuple(
                Change(e["at"], e["alias"], e["to"], e["from"], e["why"], e.get("by", ""))
                for e in map(json.loads, whole_lines(path))
            )

    def former(self, model: str, alias: Alias) -> Version:
        """What an alias meant before. Raises RegistryError where it never meant another one."""
        present = self.aliases(model).get(alias)
        changes = [change for change in self.history(model) if change.alias == alias]
        while changes and changes[-1].name != present:
            changes.pop()  # noted, but whoever was about to do it was killed
        stack: list[str] = []
        for change in changes:
            if len(stack) > 1 and stack[-2] == change.name:
                stack.pop()  # back to the one before
            elif not stack or stack[-1] != change.name:
                stack.append(change.name)
        if len(stack) < 2:
            raise RegistryError(f"{model}: 没有更早的 {alias}。 No former {alias}.")
        return self.version(model, stack[-2])

    def _last_number(self, model: str) -> int:
        """Of all versions that are there or were; the name of one that was removed stays its."""
        names = {path.name for path in (self._folder / model / "versions").glob("v*")}
        names |= {change.name for change in self.history(model)}
        return max((int(name[1:]) for name in names if name[1:].isdecimal()), default=0)

    def _read(self, model: str, folder: Path) -> Version:
        path = folder / "version.json"
        with _readable(model, path):
            told = json.loads(path.read_text(encoding="utf-8"))
            files, facts = dict(told["files"]), dict(told["facts"])
            return Version(model, folder.name, folder, files, str(told["created_at"]), facts)


def sha256_of(path: Path) -> str:
    """The hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def _switching(path: Path) -> Iterator[None]:
    """One change at a time: two together would lose one."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform != "win32":
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _readable(model: str, path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        told = f"{path.name}: {type(error).__name__}: {error}"
        raise RegistryError(f"{model}: 登记无法读取。 Not readable: {told}") from error


def append_line(path: Path, entry: Mapping[str, Any]) -> None:
    """Add an object as a line of JSON; what a writer that was killed left of one goes."""
    with _switching(path.with_name(f".{path.name}.lock")), path.open("a+b") as file:
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
        file.write(f"{json.dumps(entry, ensure_ascii=False)}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def whole_lines(path: Path) -> list[str]:
    """The lines of such a file, without one that was not written to its end; none without a
    file."""
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    return text[: text.rfind("\n") + 1].split("\n")[:-1]


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user without a name
        return ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
