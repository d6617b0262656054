"""The files that a command line names: paths, folders, standard input."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from extractor.errors import TooLargeError, UnreadableFileError

STDIN = "-"
STDIN_NAME = "stdin"
_LONGEST_NAME = 220  # bytes; most file systems allow 255


@dataclass(frozen=True, slots=True)
class Input:
    """One file. `path` is None for standard input; `stem` is its unique name for results,
    relative and without suffix; `name` is what the result calls it."""

    path: Path | None
    name: str
    stem: str


def gather_inputs(arguments: Sequence[str], excluded: Sequence[Path]) -> list[Input]:
    """The files in the order of the arguments.

    A folder stands for its files, those of a folder before those of its sub-folders, by name;
    hidden files, office lock files (`~$`) and what lies under `excluded` are left out.
    """
    inputs: list[Input] = []
    for argument in arguments:
        path = Path(argument)
        if argument == STDIN:
            inputs.append(Input(None, STDIN_NAME, STDIN_NAME))
        elif path.is_dir():
            inputs += [_member(path, found) for found in _walk(path, excluded)]
        else:
            inputs.append(Input(path, path.name, path.name))
    stems = unique_stems([item.name for item in inputs])
    return [replace(item, stem=stem) for item, stem in zip(inputs, stems, strict=True)]


def unique_stems(names: Sequence[str]) -> list[str]:
    """`a.pdf` → `a`; where two names share a stem, both keep their suffix: `a.pdf`, `a.docx`.

    Equal names are numbered: `a.pdf`, `a.pdf-2`. Compared without case, for such file systems.
    Names that leave no room for the suffix of a result are cut.
    """
    names = [_with_room(name) for name in names]
    stems = [str(PurePosixPath(name).with_suffix("")) for name in names]
    shared = Counter(stem.casefold() for stem in stems)
    chosen = [
        name if shared[stem.casefold()] > 1 else stem
        for name, stem in zip(names, stems, strict=True)
    ]
    taken: set[str] = set()
    unique = []
    for stem in chosen:
        candidate, number = stem, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{stem}-{number}"
        taken.add(candidate.casefold())
        unique.append(candidate)
    return unique


def _with_room(name: str) -> str:
    """The name, its last part cut where it is nearly as long as file systems allow; what was cut
    is told apart by a hash."""
    folder, slash, last = name.rpartition("/")
    stored = os.fsencode(last)
    if len(stored) <= _LONGEST_NAME:
        return name
    kept = stored[: _LONGEST_NAME - 40].decode(errors="ignore")
    digest = hashlib.sha256(stored).hexdigest()[:12]
    return f"{folder}{slash}{kept}-{digest}{PurePosixPath(last).suffix[:8]}"


def read_input(item: Input, max_bytes: int, stdin: BinaryIO) -> bytes:
    """The bytes of the file, never more than `max_bytes`.

    Raises:
        TooLargeError: there are more.
        UnreadableFileError: the operating system does not give them.
    """
    try:
        if item.path is None:
            data = stdin.read(max_bytes + 1)
        else:
            with item.path.open("rb") as stream:
                data = stream.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableFileError(error.strerror or "cannot be read") from error
    if len(data) > max_bytes:
        raise TooLargeError(f"超过 {max_bytes} 字节。 More than {max_bytes} bytes.")
    return data


def _member(folder: Path, found: Path) -> Input:
    name = found.relative_to(folder).as_posix()
    return Input(found, name, name)


def _walk(folder: Path, excluded: Sequence[Path]) -> Iterator[Path]:
    left_out = {real_path(path) for path in excluded}
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(_wanted(folders, Path(parent), left_out))
        for name in sorted(_wanted(files, Path(parent), left_out)):
            path = Path(parent, name)
            if path.is_file():
                yield path


def _wanted(names: Iterable[str], parent: Path, left_out: set[str]) -> Iterator[str]:
    for name in names:
        if not name.startswith((".", "~$")) and real_path(parent / name) not in left_out:
            yield name


def real_path(path: Path) -> str:
    """The path without links; a loop of links, at which Path.resolve fails, is left as it is."""
    return os.path.realpath(path)
