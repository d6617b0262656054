"""A folder as a province would send it: documents of all kinds in folders, ZIP and TAR files, some
twice, some broken, some that are not files at all; and a list of what ought to become of each."""

import hashlib
import io
import json
import os
import random
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.serve.archive import mixed_documents as good
from tests.serve.archive.mixed_broken import BROKEN

_SHARES = {
    **{"scan": 0.135, "scanned_pdf": 0.015, "pdf": 0.12, "docx": 0.13, "xlsx": 0.13},
    **{"html": 0.07, "csv": 0.07, "old": 0.006},
}
_BROKEN_SHARE = 0.05
_SLOW_SHARE = 0.01
_AGAIN_SHARE = 0.02
_PACKED_SHARE = 0.1
_A_FOLDER = 97
_SUFFIXES = {
    **{"text": ".txt", "csv": ".csv", "html": ".html", "docx": ".docx", "xlsx": ".xlsx"},
    **{"pdf": ".pdf", "scan": ".jpg", "scanned_pdf": ".pdf"},
}


@dataclass(frozen=True, slots=True)
class Expected:
    """One file: its address, what it is, and the digest of its bytes; None where there are none
    to be had."""

    uri: str
    kind: str
    sha256: str | None

    @property
    def is_bad(self) -> bool:
        """Whether it cannot be read as a document ought to be."""
        return self.kind in BROKEN or self.sha256 is None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many documents, drawn by which seed; scanned pages and old files that are told apart."""

    documents: int
    seed: int
    scans: int = 36
    old: int = 4


def make_source(folder: Path, stock: Path, wanted: Wanted) -> list[Expected]:
    """Fill a folder. The same numbers give the same bytes, but for what other programs print."""
    chance = random.Random(wanted.seed)
    makers = _makers(good.make_stock(stock, wanted.scans, wanted.old))
    kinds = list(_kinds(wanted.documents))
    chance.shuffle(kinds)
    found: list[Expected] = []
    packed: list[tuple[str, str, bytes]] = []
    for number, kind in enumerate(kinds):
        data = _data(makers, kind, wanted.seed * 1_000_000 + number)
        name = f"{number:06d}{_suffix(kind)}"
        if chance.random() < _PACKED_SHARE and len(data) < 2**20:
            packed.append((name, kind, data))
        else:
            found.append(_written(folder / f"{2015 + number // _A_FOLDER % 10}" / name, kind, data))
    found += _pack(folder, packed)
    found += _again(folder, found, chance, round(_AGAIN_SHARE * wanted.documents))
    return found + list(_oddities(folder))


def keep(expected: list[Expected], path: Path) -> None:
    """Write the list."""
    path.write_text(json.dumps([asdict(one) for one in expected]), encoding="utf-8")


def _makers(stock: good.Stock) -> dict[str, good.Maker]:
    makers: dict[str, good.Maker] = {
        **{"text": good.text, "csv": good.csv, "html": good.html, "docx": good.docx},
        **{"xlsx": good.xlsx, "pdf": good.pdf(stock), "scan": good.scan(stock)},
        "scanned_pdf": good.scanned_pdf(stock),
        "old": good.old(stock),
    }
    return makers


def _kinds(documents: int) -> Iterator[str]:
    """A kind for each document: those that are slow to be given up are few; the rest is text."""
    slow = [kind for kind, broken in BROKEN.items() if broken.is_slow]
    fast = [kind for kind, broken in BROKEN.items() if not broken.is_slow]
    counts: Counter[str] = Counter()
    some = max(len(slow), round(_SLOW_SHARE * documents))
    for number in range(some):
        counts[slow[number % len(slow)]] += 1
    for number in range(max(len(fast), round(_BROKEN_SHARE * documents) - some)):
        counts[fast[number % len(fast)]] += 1
    for kind, share in _SHARES.items():
        counts[kind] += round(share * documents)
    counts["text"] = max(0, documents - counts.total())
    yield from counts.elements()


def _suffix(kind: str) -> str:
    return BROKEN[kind].suffix if kind in BROKEN else _SUFFIXES.get(kind, "")


def _data(makers: Mapping[str, good.Maker], kind: str, number: int) -> bytes:
    return BROKEN[kind].make(number) if kind in BROKEN else makers[kind](number)


def _written(path: Path, kind: str, data: bytes) -> Expected:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Expected(str(path), kind, hashlib.sha256(data).hexdigest())


def _pack(folder: Path, members: list[tuple[str, str, bytes]]) -> list[Expected]:
    """Half of them into a ZIP file, half into a TAR."""
    zipped, tarred = folder / "交来" / "上报.zip", folder / "交来" / "上报.tar.gz"
    zipped.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as target:
        for name, _, data in members[::2]:
            target.writestr(f"项目/{name}", data)
    with tarfile.open(tarred, "w:gz", compresslevel=1) as target_tar:
        for name, _, data in members[1::2]:
            entry = tarfile.TarInfo(f"项目/{name}")
            entry.size = len(data)
            target_tar.addfile(entry, io.BytesIO(data))
    places = [zipped, tarred]
    return [
        Expected(f"{places[at % 2]}!/项目/{name}", kind, hashlib.sha256(data).hexdigest())
        for at, (name, kind, data) in enumerate(members)
    ]


def _again(
    folder: Path, found: list[Expected], chance: random.Random, count: int
) -> list[Expected]:
    """Copies of some under other names."""
    single = [one for one in found if "!/" not in one.uri]
    return [
        _written(folder / "备份" / f"副本{at}{Path(one.uri).suffix}", one.kind, _bytes(one))
        for at, one in enumerate(chance.sample(single, count))
    ]


def _bytes(one: Expected) -> bytes:
    return Path(one.uri).read_bytes()


def _oddities(folder: Path) -> Iterator[Expected]:
    """Empty files, a name of broken bytes, and what is no file: a pipe, links that lead nowhere or
    in a circle; archives that are none."""
    odd = folder / "杂"
    odd.mkdir()
    yield _written(odd / "空.txt", "blank", b"")
    yield _written(odd / "空 (2).txt", "blank", b"")
    yield _written(odd / os.fsdecode(b"\xcf\xee\xc4\xbf.txt"), "text", good.text(999_999))
    (odd / "round").symlink_to(odd / "round")
    (odd / "gone.pdf").symlink_to(odd / "nothing.pdf")
    os.mkfifo(odd / "pipe.pdf")
    (odd / "cut.zip").write_bytes(b"PK\3\4" + bytes(100))
    (odd / "cut.tar.gz").write_bytes(b"\x1f\x8b\x08" + bytes(100))
    for name in ("round", "gone.pdf", "pipe.pdf", "cut.zip", "cut.tar.gz"):
        yield Expected(str(odd / name), f"odd {name}", None)
