"""The files of the page: from one folder, of known types, never anything else."""

import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from serve.errors import NotFoundError

FOLDER = Path(__file__).parent.parent / "web"
_EDITION = "e-"
_DIGITS = 16
_IS_EDITION = re.compile(rf"{_EDITION}[0-9a-f]{{{_DIGITS}}}")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """Bytes to serve, their type, and a tag that changes with them."""

    data: bytes
    media_type: str
    etag: str


def static_file(path: str) -> StaticFile:
    """The file at a relative path below the folder. Raises NotFoundError for anything that is no
    plain path to a file of a type in `_TYPES`."""
    parts = path.split("/")
    plain = all(part and not part.startswith(".") and "\\" not in part for part in parts)
    media_type = _TYPES.get(Path(parts[-1]).suffix.lower())
    file = FOLDER.joinpath(*parts) if plain else None
    if file is None or media_type is None or not _is_inside(file):
        raise NotFoundError("没有此文件。 There is no such file.")
    stat = file.stat()
    return _load(file, media_type, stat.st_mtime_ns)


def _is_inside(file: Path) -> bool:
    try:
        return file.resolve().is_relative_to(FOLDER.resolve()) and file.is_file()
    except (OSError, ValueError):  # a name too long for the file system, a null character
        return False


def edition() -> str:
    """A name that changes with any file of the page, for addresses that may be kept for good."""
    return _edition(FOLDER, int(time.monotonic()))


@lru_cache(maxsize=1)
def _edition(folder: Path, second: int) -> str:
    """Files are looked at once a second, not once a request."""
    known = ((str(file), file.stat().st_mtime_ns) for file in _files())
    return _EDITION + hashlib.sha256(repr(sorted(known)).encode()).hexdigest()[:_DIGITS]


def without_edition(path: str) -> tuple[str, bool]:
    """A path without the edition it begins with, and whether that is the current one."""
    name, _, rest = path.partition("/")
    return (rest, name == edition()) if _IS_EDITION.fullmatch(name) else (path, False)


def shell() -> StaticFile:
    """The page's first file: it names the others by their edition, and all modules at once, so
    that the browser need not find them one after the other."""
    return _shell(edition())


@lru_cache(maxsize=1)
def _shell(edition_name: str) -> StaticFile:
    current = f"/static/{edition_name}/"
    preloads = "".join(
        f'    <link rel="modulepreload" href="{current}{file.relative_to(FOLDER).as_posix()}" />\n'
        for file in sorted(_files())
        if file.suffix == ".js"
    )
    text = static_file("index.html").data.decode()
    text = text.replace('"/static/', f'"{current}').replace("  </head>", f"{preloads}  </head>")
    data = text.encode()
    return StaticFile(data, _TYPES[".html"], _tag(data))


def _files() -> Iterator[Path]:
    return (file for file in FOLDER.rglob("*") if file.suffix in _TYPES and file.is_file())


@lru_cache(maxsize=256)
def _load(file: Path, media_type: str, changed: int) -> StaticFile:
    """`changed` only tells versions of a file apart."""
    data = file.read_bytes()
    return StaticFile(data, media_type, _tag(data))


def _tag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:20]}"'
