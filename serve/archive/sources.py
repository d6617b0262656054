"""Walking a source lazily: a folder, a pattern, a list of names, a ZIP or TAR, a bucket.

Nothing is listed in memory: ten million files of a folder tree are walked with the names of one
folder a level at most. ZIP and TAR files that lie in a folder are opened, too.
"""

import glob
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from serve.archive.buckets import is_bucket, walk_bucket
from serve.archive.packed import walk_tar, walk_zip
from serve.archive.places import MEMBER, Found, Unreachable, Walk, is_hidden, last_part
from serve.archive.regular_files import check_regular, open_regular, why
from serve.errors import ArchiveSourceError

_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_ARCHIVES = (*_TARS, ".zip")
_LIST = "@"


def walk(source: str, excluded: str | Path | None = None) -> Walk:
    """The files of a source.

    Args:
        source: a folder, a file, a pattern with `*`, `s3://bucket/prefix`, `@FILE` with a name a
            line, or `-` for such lines on standard input.
        excluded: a folder or bucket that is no part of it, as that of the results.
    Raises:
        ArchiveSourceError: there is no such source.
    """
    outside = _Outside(str(excluded or ""))
    return outside.of(_walk(source, outside.folder))


def walk_again(uris: Iterable[str]) -> Walk:
    """Files by their names, as a walk told them; of each that is no more why. Of members of one ZIP
    or TAR it is walked once. Files of a stream are there until the next is asked for."""
    wanted: dict[str, set[str]] = {}
    for uri in uris:
        wanted.setdefault(_container(uri), set()).add(uri)
    for container, names in wanted.items():
        reason = "已不在原处。 It is no longer there."
        for found in walk_bucket(container) if is_bucket(container) else _walk_named(container):
            if found.uri in names:
                names.discard(found.uri)
                yield found
            elif isinstance(found, Unreachable):
                reason = found.reason
            if not names:
                break
        yield from (Unreachable(name, reason) for name in sorted(names))


def _container(uri: str) -> str:
    """The ZIP or TAR file that a name is a member of, or the name itself."""
    end = -1 if is_bucket(uri) else uri.find(MEMBER)
    while end >= 0:
        path = uri[:end]
        if path.lower().endswith(_ARCHIVES) and os.path.isfile(path):
            return path
        end = uri.find(MEMBER, end + 1)
    return uri


def _walk_named(name: str) -> Walk:
    """The file of a name, as it is spelt; or the members of an archive."""
    if "\0" in name:  # the name of no file
        return iter((Unreachable(name, "NUL"),))
    if name.lower().endswith(_ARCHIVES):
        return _walk_file(Path(name))
    return _walk_one(name, last_part(name), partial(os.stat, name))


def _walk(source: str, excluded: Path | None) -> Walk:
    if is_bucket(source):
        return walk_bucket(source)
    if source == "-":
        return _walk_names(sys.stdin, excluded)
    if source.startswith(_LIST):
        if not os.path.isfile(source[1:]):
            raise ArchiveSourceError(f"{source[1:]}: 不存在。 There is no such list.")
        return _walk_list(Path(source[1:]), excluded)
    path = Path(source)
    if os.path.exists(path):  # Path.exists raises where a name is too long, or not to be looked up
        if excluded and excluded.resolve() in (path.resolve(), *path.resolve().parents):
            raise ArchiveSourceError(f"{source}: 来源在目标之中。 It lies where the results go.")
        return _walk_path(path, excluded)
    if glob.has_magic(source):
        return _walk_names(_of_pattern(source), excluded)
    raise ArchiveSourceError(f"{source}: 不存在。 There is no such file or folder.")


class _Outside:
    """What does not lie where the results go, or the next run would read them."""

    def __init__(self, excluded: str) -> None:
        self._bucket = excluded.rstrip("/") + "/" if is_bucket(excluded) else ""
        self.folder = Path(excluded) if excluded and not self._bucket else None
        self._below = f"{excluded.rstrip('/')}/" if self.folder else ""

    def of(self, walk: Walk) -> Walk:
        """The files that are there, without those."""
        excluded = tuple(name for name in (self._bucket, self._below) if name)
        for found in walk:
            if not (excluded and found.uri.startswith(excluded)):
                yield found


def _of_pattern(pattern: str) -> Iterator[str]:
    """The files of a pattern; folders, too, unless it names what is below them itself."""
    for name in glob.iglob(pattern, recursive=True):
        if "**" not in pattern or not Path(name).is_dir():
            yield name


def _walk_list(path: Path, excluded: Path | None) -> Walk:
    with path.open(encoding="utf-8", errors="surrogateescape") as lines:
        yield from _walk_names(lines, excluded)


def _walk_names(names: Iterable[str], excluded: Path | None) -> Walk:
    for line in names:
        name = line.rstrip("\r\n")
        if not name.strip():
            continue
        if is_bucket(name):
            yield from walk_bucket(name)
        elif not os.path.exists(name):
            yield Unreachable(name, "不存在。 There is no such file.")
        else:
            yield from _walk_path(Path(name), excluded)


def _walk_path(path: Path, excluded: Path | None) -> Walk:
    if path.is_dir():
        return _walk_folder(path, excluded.resolve() if excluded else None)
    return _walk_file(path)


def _walk_folder(folder: Path, excluded: Path | None) -> Walk:
    """Files of a folder and of those below it; links to folders are not followed, for they may lead
    back."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        if excluded is not None and here.resolve() == excluded:
            continue
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if is_hidden(entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif not (entry.is_symlink() and os.path.isdir(entry.path)):
                        yield from _walk_entry(entry)
        except OSError as error:
            yield Unreachable(str(here), why(error))


def _walk_entry(entry: os.DirEntry[str]) -> Walk:
    """As `_walk_file`, for the hundred thousand that are known and only counted."""
    if entry.name.lower().endswith(_ARCHIVES):
        yield from _walk_file(Path(entry.path))
        return
    yield from _walk_one(entry.path, entry.name, entry.stat)


def _walk_one(path: str, name: str, status: Callable[[], os.stat_result]) -> Walk:
    """A file that is no archive."""
    try:
        yield _plain(path, name, status())
    except OSError as error:
        yield Unreachable(path, why(error))


def _plain(path: str, name: str, status: os.stat_result) -> Found:
    check_regular(status)
    return Found(path, name, status.st_size, status.st_mtime, partial(open_regular, path))


def _walk_file(path: Path) -> Walk:
    """The file itself, or the members of an archive."""
    try:
        status = path.stat()
        check_regular(status)
        if path.name.lower().endswith(_TARS):
            yield from walk_tar(path)
        elif path.name.lower().endswith(".zip"):
            yield from walk_zip(path)
        else:
            yield _plain(str(path), path.name, status)
    except OSError as error:
        yield Unreachable(str(path), why(error))
