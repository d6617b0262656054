"""Archives that would take the memory of the machine are refused, and say why."""

import io
import lzma
import os
import struct
import tarfile
import zipfile
from pathlib import Path
from zlib import crc32

import pytest

from serve.archive import packed
from serve.archive.places import Found, Unreachable
from serve.archive.sources import walk
from serve.archive.xz_stream import XzStream


def tar_of(words: str, count: int = 1) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for number in range(count):
            member = tarfile.TarInfo(f"{number}.txt")
            member.size = len(words.encode())
            archive.addfile(member, io.BytesIO(words.encode()))
    return data.getvalue()


def texts(path: Path) -> list[str]:
    """What the members say, or why they cannot be had."""
    return [
        found.open().read().decode() if isinstance(found, Found) else found.reason
        for found in walk(str(path))
    ]


def dictionary(size: int) -> list[dict[str, int]]:
    return [{"id": lzma.FILTER_LZMA2, "dict_size": size, "mode": lzma.MODE_FAST, "depth": 1,
             "mf": lzma.MF_HC3, "nice_len": 3}]  # fmt: skip


@pytest.mark.parametrize("form", [lzma.FORMAT_XZ, lzma.FORMAT_ALONE])
def test_usual_ones_are_read(tmp_path: Path, form: int) -> None:
    path = tmp_path / "a.tar.xz"
    path.write_bytes(lzma.compress(tar_of("甲" * 5000, 3), format=form))
    assert texts(path) == ["甲" * 5000] * 3


def test_files_that_follow_each_other_are_one(tmp_path: Path) -> None:
    whole = tar_of("甲", 4)
    middle = len(whole) // 3
    path = tmp_path / "a.tar.xz"
    parts = [lzma.compress(whole[:middle]), bytes(8), lzma.compress(whole[middle:]), bytes(4)]
    path.write_bytes(b"".join(parts))
    assert texts(path) == ["甲"] * 4


def test_a_dictionary_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    """The file says in a few bytes how much is set aside for it."""
    usual = lzma.compress(tar_of("甲"), filters=dictionary(2**20))
    path = tmp_path / "a.tar.xz"
    path.write_bytes(with_dictionary(usual, 39))
    (found,) = walk(str(path))
    assert isinstance(found, Unreachable)
    assert "too much memory" in found.reason


def with_dictionary(data: bytes, bits: int) -> bytes:
    """The same with another dictionary in the header of its block, whose checksum is right:
    LZMA2 is filter 0x21 with one byte of properties."""
    start = 12
    length = (data[start] + 1) * 4
    header = bytearray(data[start : start + length - 4])
    place = header.index(b"\x21\x01")
    header[place + 2] = bits
    checksum = struct.pack("<I", crc32(bytes(header)))
    return data[:start] + bytes(header) + checksum + data[start + length :]


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_what_is_cut_off_or_damaged_is_told(tmp_path: Path, kept: float) -> None:
    whole = lzma.compress(os.urandom(50) + tar_of("甲" * 400, 30))
    path = tmp_path / "a.tar.xz"
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert "damaged" in texts(path)[-1]
    path.write_bytes(lzma.compress(tar_of("甲"))[:-30] + bytes(30))
    assert "damaged" in texts(path)[-1] or texts(path) == ["甲"]


def test_a_stream_gives_no_more_than_is_asked_for() -> None:
    stream = XzStream(io.BytesIO(lzma.compress(bytes(10**7))))
    assert len(stream.read(1000)) == 1000
    assert sum(len(piece) for piece in iter(lambda: stream.read(65536), b"")) == 10**7 - 1000


def test_a_directory_that_fills_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10):
            archive.writestr(f"{number}.txt", "甲")
    assert texts(path) == ["甲"] * 10
    monkeypatch.setattr(packed, "_LARGEST_DIRECTORY", 10 * 46)
    (found,) = walk(str(path))
    assert isinstance(found, Unreachable)
    assert "split it" in found.reason
    assert "damaged" not in found.reason
