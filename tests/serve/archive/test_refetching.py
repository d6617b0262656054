"""Bytes that are fetched again are those that were read, or none.

SOURCE/a.txt   c.zip!/x.txt x.txt(again)   t.tar!/y.txt   s3://…
"""

import io
import tarfile
import zipfile
from contextlib import nullcontext
from pathlib import Path

import obstore
import pytest

from serve.archive.buckets import open_bucket
from serve.archive.doubtful import Doubtful
from serve.archive.places import Found
from serve.archive.refetching import CHANGED, NOWHERE, TOO_LARGE, Missing, Parcel, fetch_again
from serve.archive.sources import walk, walk_again
from tests.serve.archive.engines import sha256_of, write
from tests.serve.servers import name_s3, s3_server

MOST = 1000


def document(words: str, *places: Path | str) -> Doubtful:
    return Doubtful(sha256_of(words), "表.txt", 3, 0.5, 1, 0, tuple(str(place) for place in places))


def fetched(folder: Path, *documents: Doubtful) -> dict[str, str]:
    """What was fetched by digest, or why not."""
    told = {}
    for found in fetch_again(documents, folder, MOST):
        digest = found.document.sha256
        assert digest not in told
        told[digest] = (
            found.path.read_text(encoding="utf-8") if isinstance(found, Parcel) else found.reason
        )
    assert [path for path in folder.iterdir() if path.is_file()] == []
    return told


def zipped(path: Path, *members: tuple[str, str]) -> Path:
    repeated = len(dict(members)) < len(members)
    with (
        pytest.warns(UserWarning, match="Duplicate") if repeated else nullcontext(),
        zipfile.ZipFile(path, "w") as archive,
    ):
        for name, words in members:
            archive.writestr(name, words)
    return path


def tarred(path: Path, **members: str) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, words in members.items():
            data = words.encode()
            member = tarfile.TarInfo(f"{name}.txt")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "room"
    folder.mkdir()
    return folder


def test_names_are_found_as_a_walk_of_this_folder_spelt_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.txt": "表", "below/b.txt": "表"})
    zipped(tmp_path / "c.zip", ("c.txt", "表"))
    monkeypatch.chdir(tmp_path)
    names = sorted(found.uri for found in walk("."))
    assert names == ["./a.txt", "below/b.txt", "c.zip!/c.txt"]
    assert sorted(found.uri for found in walk_again(names) if isinstance(found, Found)) == names


def test_files_and_members_are_found_by_their_names(tmp_path: Path, room: Path) -> None:
    write(tmp_path, {"a.txt": "甲"})
    books = zipped(tmp_path / "c.zip", ("x.txt", "乙"), ("x.txt", "丙"))
    tape = tarred(tmp_path / "t.tar.gz", y="丁", z="戊")
    documents = (
        document("戊", f"{tape}!/z.txt"),
        document("甲", tmp_path / "a.txt"),
        document("丙", f"{books}!/x.txt#2"),
        document("丁", f"{tape}!/y.txt"),
        document("乙", f"{books}!/x.txt"),
    )
    told = fetched(room, *documents)
    assert sorted(told.values()) == ["丁", "丙", "乙", "戊", "甲"]
    assert all(told[sha256_of(words)] == words for words in told.values())


def test_all_names_of_a_walk_are_found_again(tmp_path: Path) -> None:
    source = write(tmp_path / "s", {"a.txt": "甲", "b/!/odd.txt": "乙", "@list.txt": "丙"})
    zipped(source / "c.ZIP", ("d/x.txt", "丁"))
    names = {found.uri for found in walk(str(source))}
    assert len(names) == 4
    assert {found.uri for found in walk_again(names)} == names
    assert all(hasattr(found, "open") for found in walk_again(names))


def test_what_changed_is_not_handed_on_under_the_old_name(tmp_path: Path, room: Path) -> None:
    write(tmp_path, {"a.txt": "别的"})
    books = zipped(tmp_path / "c.zip", ("x.txt", "别的"))
    told = fetched(room, document("甲", tmp_path / "a.txt"), document("乙", f"{books}!/x.txt"))
    assert list(told.values()) == [CHANGED, CHANGED]


def test_any_place_that_still_has_the_bytes_will_do(tmp_path: Path, room: Path) -> None:
    write(tmp_path, {"a.txt": "别的", "b.txt": "甲", "c.txt": "甲"})
    gone = tmp_path / "gone.zip"
    places = (f"{gone}!/x.txt", tmp_path / "gone.txt", tmp_path / "a.txt", tmp_path / "b.txt")
    assert fetched(room, document("甲", *places)) == {sha256_of("甲"): "甲"}


@pytest.mark.parametrize("name", ["gone.txt", "gone.zip!/x.txt", "here.zip!/gone.txt", "a\0b", ""])
def test_what_is_gone_is_told(tmp_path: Path, room: Path, name: str) -> None:
    zipped(tmp_path / "here.zip", ("x.txt", "乙"))
    (told,) = fetch_again([document("甲", tmp_path / name)], room, MOST)
    assert isinstance(told, Missing)
    assert told.reason


def test_broken_archives_pipes_and_large_files_are_told(tmp_path: Path, room: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\3\4 no directory")
    books = zipped(tmp_path / "c.zip", ("x.txt", "乙"))
    books.write_bytes(books.read_bytes().replace("乙".encode(), b"xyz"))  # another checksum
    write(tmp_path, {"large.txt": "大" * MOST})
    told = fetched(
        room,
        document("甲", tmp_path / "broken.zip!/x.txt"),
        document("乙", f"{books}!/x.txt"),
        document("大" * MOST, tmp_path / "large.txt"),
        document("无"),
    )
    assert told[sha256_of("大" * MOST)] == TOO_LARGE
    assert told[sha256_of("无")] == NOWHERE
    assert "damaged" in told[sha256_of("甲")]
    assert "CRC" in told[sha256_of("乙")]


def test_objects_of_a_bucket_are_found(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with s3_server("scans") as endpoint:
        name_s3(endpoint, monkeypatch)
        store, _ = open_bucket("s3://scans")
        obstore.put(store, "2023/a.txt", "甲".encode())
        obstore.put(store, "2023/a.txt.bak", "乙".encode())
        told = fetched(
            room, document("甲", "s3://scans/2023/a.txt"), document("丙", "s3://scans/2023/c.txt")
        )
    assert told[sha256_of("甲")] == "甲"
    assert "bucket" in told[sha256_of("丙")]
