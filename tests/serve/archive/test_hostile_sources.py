"""Sources made to hang, to fill the memory, to crash a run, or to hide a file from it.

source/pipe.pdf (nobody writes)   round → itself   a.tar (bomb)   a.zip (overlapping, twice a name)
"""

import bz2
import io
import os
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from serve.archive.fetching import UNREADABLE, fetch
from serve.archive.places import Found, Unreachable
from serve.archive.sources import walk
from serve.archive.tally import Tally
from serve.errors import ArchiveSourceError, DiskFullError
from serve.settings import MEBIBYTE


def told(source: str) -> list[str]:
    """Why what is there cannot be walked; all of it must be so."""
    found = list(walk(source))
    assert found
    assert all(isinstance(each, Unreachable) for each in found)
    return [each.reason for each in found if isinstance(each, Unreachable)]


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore", UserWarning)  # of names that come again
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    return path


def claimed(path: Path, **changed: bytes) -> Path:
    """A ZIP file of one member whose entry in the directory says something else."""
    data = bytearray(path.read_bytes())
    entry, end = data.rfind(b"PK\1\2"), data.rfind(b"PK\5\6")
    head = bytearray(data[entry:end])
    head[24:28] = changed.get("size", bytes(head[24:28]))
    head += changed.get("extra", b"")
    head[30:32] = struct.pack("<H", len(changed.get("extra", b"")))
    tail = bytearray(data[end:])
    tail[12:16] = struct.pack("<I", len(head))
    path.write_bytes(bytes(data[:entry] + head + tail))
    return path


def header(name: str, kind: bytes, size: int) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.type, entry.size = kind, size
    return entry.tobuf(tarfile.GNU_FORMAT)


def pipe(path: Path) -> str:
    os.mkfifo(path)
    return str(path)


def device(path: Path) -> str:
    os.symlink("/dev/zero", path)
    return str(path)


@pytest.mark.parametrize("make", [pipe, device])
@pytest.mark.parametrize("name", ["a.pdf", "a.zip", "a.tar.gz"])
@pytest.mark.parametrize("way", ["name", "folder", "list", "pattern"])
def test_pipes_and_devices_are_neither_waited_for_nor_read(
    tmp_path: Path, make: Callable[[Path], str], name: str, way: str
) -> None:
    folder, listed = tmp_path / "source", tmp_path / "list"
    folder.mkdir()
    path = make(folder / name)
    listed.write_text(f"{path}\n", encoding="utf-8")
    ways = {"name": path, "folder": str(folder), "list": f"@{listed}", "pattern": f"{folder}/*"}
    (reason,) = told(ways[way])
    assert "device" in reason


def test_a_file_that_becomes_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"a")
    (found,) = walk(str(tmp_path))
    assert isinstance(found, Found)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(UNREADABLE):
        fetch(found, tmp_path / "fetched", MEBIBYTE)


def test_links_that_lead_nowhere_are_told_and_hide_no_other_file(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.txt").write_bytes(b"a")
        os.symlink(tmp_path / f"round{number}", tmp_path / f"round{number}")
        os.symlink(tmp_path / "gone", tmp_path / f"gone{number}")
    found = list(walk(str(tmp_path)))
    assert sum(isinstance(each, Found) for each in found) == 20
    assert sum(isinstance(each, Unreachable) for each in found) == 40


def test_names_that_no_disk_takes_are_told(tmp_path: Path) -> None:
    listed = tmp_path / "list"
    listed.write_text(f"{'a' * 300}\na\0b\n{'/x' * 5000}\n", encoding="utf-8")
    assert len(told(f"@{listed}")) == 3
    with pytest.raises(ArchiveSourceError):
        walk("a" * 300)


def test_a_tar_that_claims_more_than_any_packing_holds(tmp_path: Path) -> None:
    data = header("a.bin", tarfile.REGTYPE, 40 * 2**30) + bytes(2**20)
    (tmp_path / "a.tar.bz2").write_bytes(bz2.compress(data))
    assert "42949672960 bytes" in told(str(tmp_path))[0]


def test_a_tar_with_a_name_that_fills_the_memory(tmp_path: Path) -> None:
    data = header("././@LongLink", tarfile.GNUTYPE_LONGNAME, 3 * 2**30) + bytes(2**20)
    (tmp_path / "a.tar").write_bytes(data)
    assert "a header of" in told(str(tmp_path))[0]


def test_a_tar_whose_names_have_names_without_end(tmp_path: Path) -> None:
    one = header("././@LongLink", tarfile.GNUTYPE_LONGNAME, 2) + b"a\0".ljust(512, b"\0")
    (tmp_path / "a.tar").write_bytes(one * 3000)
    assert len(told(str(tmp_path))) == 1


def test_a_tar_with_a_long_name_is_walked(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        entry = tarfile.TarInfo("项" * 300)
        entry.size = 1
        archive.addfile(entry, io.BytesIO(b"a"))
    (found,) = walk(str(tmp_path))
    assert isinstance(found, Found)
    assert found.name == "项" * 300


def test_a_zip_whose_members_lie_upon_each_other(tmp_path: Path) -> None:
    data = zipped(tmp_path / "a.zip", ("a.bin", bytes(MEBIBYTE))).read_bytes()
    entry, end = data.rfind(b"PK\1\2"), data.rfind(b"PK\5\6")
    head, count = data[entry:end], 3000
    tail = bytearray(data[end:])
    tail[8:16] = struct.pack("<HHI", count, count, len(head) * count)
    (tmp_path / "a.zip").write_bytes(data[:entry] + head * count + bytes(tail))
    assert "overlap" in told(str(tmp_path))[0]


def test_a_zip_with_a_member_larger_than_any_disk(tmp_path: Path) -> None:
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    claimed(zipped(tmp_path / "a.zip", ("a.txt", b"a")), size=b"\xff" * 4, extra=extra)
    assert len(told(str(tmp_path))) == 1


def test_members_without_a_name_or_with_one_that_is_taken(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", ("", b"0"), ("a.txt", b"1"), ("a.txt", b"2"), ("a.txt", b"3"))
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        for text in (b"4", b"5"):
            entry = tarfile.TarInfo("a.txt")
            entry.size = 1
            archive.addfile(entry, io.BytesIO(text))
    found, texts = [], []
    for each in walk(str(tmp_path)):
        assert isinstance(each, Found)
        found.append(each.uri.removeprefix(f"{tmp_path}/"))
        texts.append(each.open().read())
    assert sorted(texts) == [b"0", b"1", b"2", b"3", b"4", b"5"]
    assert {"a.zip!/a.txt", "a.zip!/a.txt#2", "a.zip!/a.txt#3", "b.tar!/a.txt#2"} <= {*found}


class Endless(io.RawIOBase):
    """A file that goes on and on."""

    def read(self, size: int = -1) -> bytes:
        return bytes(size)


@pytest.mark.parametrize("size", [0, 2**50])
def test_a_file_without_end_is_given_up(tmp_path: Path, size: int) -> None:
    found = Found("a", "a", size, 0.0, Endless)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="over 16 MiB"):
        fetch(found, tmp_path / "fetched", MEBIBYTE)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize("size", [1, 5 * MEBIBYTE])
def test_a_full_disk_here_is_no_fault_of_the_file(tmp_path: Path, size: int) -> None:
    """A small piece is written only when the file is closed."""
    found = Found("a", "a", size, 0.0, lambda: io.BytesIO(bytes(size)))
    with pytest.raises(DiskFullError):
        fetch(found, Path("/dev/full"), 8 * MEBIBYTE)


def test_what_is_told_of_names_that_are_no_text_can_be_printed() -> None:
    tally = Tally()
    tally.count_missed(Unreachable("a\udcb1.zip", "b\udcea"))
    assert tally.examples["batch.unreachable"].encode()


@pytest.mark.parametrize("source", ["out", "out/below", "below/../out"])
def test_a_source_where_the_results_go_is_told(tmp_path: Path, source: str) -> None:
    """All of it would be left out, and the run end as if there were nothing to read."""
    (tmp_path / "out" / "below").mkdir(parents=True)
    (tmp_path / "below").mkdir()
    (tmp_path / "out" / "below" / "a.txt").write_bytes(b"a")
    with pytest.raises(ArchiveSourceError, match="where the results go"):
        list(walk(str(tmp_path / source), str(tmp_path / "out")))


@pytest.mark.parametrize("source", ["@" + "a" * 300, "a\0b", "round"])
def test_a_source_that_no_disk_takes_is_told(tmp_path: Path, source: str) -> None:
    (tmp_path / "round").symlink_to(tmp_path / "round")
    name = str(tmp_path / "round") if source == "round" else source
    with pytest.raises(ArchiveSourceError):
        walk(name, str(tmp_path))
