"""What is walked of a source.

source/2023/a.txt  2024.zip!/b.txt  2025.tar!/c.txt      .hidden, ~$lock, links to folders: no
"""

import io
import os
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from serve.archive.places import Choice, Found, Unreachable
from serve.archive.sources import walk
from serve.errors import ArchiveSourceError
from tests.serve.archive.engines import write


def names(source: str, folder: Path, excluded: Path | None = None) -> list[str]:
    found = walk(source, excluded)
    return sorted(str(each.uri).removeprefix(f"{folder}/") for each in found)


def texts(source: Path) -> dict[str, bytes]:
    """Read as the walk goes: what lies in a stream does not last."""
    found = {}
    for each in walk(str(source)):
        assert isinstance(each, Found)
        with each.open() as stream:
            found[each.name] = stream.read()
    return found


def zipped(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def tarred(path: Path, members: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return path


def test_a_folder_with_archives_in_it(tmp_path: Path) -> None:
    write(tmp_path, {"2023/a.txt": "a", ".hidden": "x", "2023/~$a.docx": "x", "out/o.txt": "o"})
    zipped(tmp_path / "2024.zip", {"x/b.txt": "b", "__MACOSX/b.txt": "x", "x/": ""})
    tarred(tmp_path / "2025.tar.gz", {"c.txt": "c"})
    os.symlink(tmp_path, tmp_path / "round")
    wanted = ["2023/a.txt", "2024.zip!/x/b.txt", "2025.tar.gz!/c.txt"]
    assert names(str(tmp_path), tmp_path, tmp_path / "out") == wanted


def test_members_are_read_whole_whatever_is_between_them(tmp_path: Path) -> None:
    zipped(tmp_path / "1.zip", {"a.txt": "甲", "b.txt": "乙"})
    zipped(tmp_path / "2.zip", {"c.txt": "丙"})
    tarred(tmp_path / "3.tar.gz", {"d.txt": "丁", "e.txt": "戊"})
    assert {name: data.decode() for name, data in texts(tmp_path).items()} == {
        "a.txt": "甲",
        "b.txt": "乙",
        "c.txt": "丙",
        "d.txt": "丁",
        "e.txt": "戊",
    }


def test_members_of_several_archives_may_be_opened_later(tmp_path: Path) -> None:
    """They are looked up in the manifest some hundred at a time, past the end of their archive."""
    zipped(tmp_path / "1.zip", {"a.txt": "甲"})
    zipped(tmp_path / "2.zip", {"b.txt": "乙"})
    found = [each for each in walk(str(tmp_path)) if isinstance(each, Found)]
    assert sorted(each.open().read().decode() for each in found) == ["乙", "甲"]


def test_names_outside_of_an_archive_are_names_and_nothing_else(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"../../evil.txt": "x", "/etc/passwd": "y"})
    found = [each for each in walk(str(path)) if isinstance(each, Found)]
    assert [each.name for each in found] == ["evil.txt", "passwd"]
    assert list(tmp_path.iterdir()) == [path]


def test_broken_archives_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.zip": "no archive", "b.tar": "no archive either"})
    found = list(walk(str(tmp_path)))
    assert [type(each) for each in found] == [Unreachable, Unreachable]


def test_a_list_and_a_pattern(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "b.txt": "b", "c.pdf": "c"})
    listed = tmp_path / "list"
    listed.write_text(f"{tmp_path}/b.txt\n\n{tmp_path}/gone.txt\n", encoding="utf-8")
    assert names(f"@{listed}", tmp_path) == ["b.txt", "gone.txt"]
    assert names(f"{tmp_path}/*.txt", tmp_path) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("source", ["gone", "@gone", "s3://"])
def test_a_source_that_is_not_there(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    with pytest.raises(ArchiveSourceError):
        list(walk(source))


def test_what_is_chosen(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "b.pdf": "b", "draft.txt": "d"})
    os.utime(tmp_path / "a.txt", (0, 0))
    found = {each.name: each for each in walk(str(tmp_path)) if isinstance(each, Found)}
    late = Choice(since=datetime(2020, 1, 1, tzinfo=UTC))
    assert [late.takes(found[name]) for name in ("a.txt", "b.pdf")] == [False, True]
    texts_only = Choice(matching=("*.txt",), excluded=("draft*",))
    assert [name for name in sorted(found) if texts_only.takes(found[name])] == ["a.txt"]


def test_a_pattern_gives_every_file_once_and_no_results(tmp_path: Path) -> None:
    write(tmp_path, {"a/b/c.txt": "c", "a/d.txt": "d", "out/o.txt": "o"})
    found = names(f"{tmp_path}/**", tmp_path, tmp_path / "out")
    assert found == ["a/b/c.txt", "a/d.txt"]
