import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import TooLargeError, UnreadableFileError
from extractor.ingest.sniff import MediaType
from serve.edge.archives import Rejection, display_name, file_type, unpack
from serve.settings import Settings
from serve.store.intake import Arrival


def written(folder: Path, data: bytes) -> Path:
    path = folder / "0"
    path.write_bytes(data)
    return path


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def opened(path: Path, settings: Settings) -> list[tuple[str, str]]:
    """Name and type of each member, or the code of its error."""
    return [
        (entry.name, entry.media_type if isinstance(entry, Arrival) else entry.reason.code)
        for entry in unpack(path, path.parent, settings)
    ]


def test_office_files_stay_whole_and_archives_do_not(tmp_path: Path) -> None:
    sheet = packed({"[Content_Types].xml": b"", "xl/workbook.xml": b"<a/>"})
    assert file_type(written(tmp_path, sheet)) is MediaType.XLSX
    stored = packed({"a.pdf": b"%PDF-1.7 stored as it is"}, zipfile.ZIP_STORED)
    assert file_type(written(tmp_path, stored)) is None
    large = packed({"a.pdf": b"%PDF-", "b": bytes(9_000_000)}, zipfile.ZIP_STORED)
    assert file_type(written(tmp_path, large)) is None
    assert file_type(written(tmp_path, b"%PDF-1.7" + stored)) is MediaType.PDF


def test_members_are_named_as_their_author_saw_them(tmp_path: Path, settings: Settings) -> None:
    raw = packed({"AAAAAAAA.pdf": b"%PDF-1", "__MACOSX/x": b"", "d/": b"", "d/Thumbs.db": b""})
    raw = raw.replace(b"AAAAAAAA", "绩效目标".encode("gb18030"))
    assert opened(written(tmp_path, raw), settings) == [("绩效目标.pdf", "application/pdf")]


def test_a_bad_member_does_not_spoil_the_others(tmp_path: Path, settings: Settings) -> None:
    raw = packed(
        {"a.pdf": b"%PDF-1 " + bytes(range(256)), "inner.zip": packed({"x": b"%PDF-"}), "e": b"",
         "../../b.txt": "项目支出绩效目标表".encode()},
        zipfile.ZIP_STORED,
    )  # fmt: skip
    broken = raw.replace(bytes(range(250)), bytes(250), 1)
    assert opened(written(tmp_path, broken), settings) == [
        ("a.pdf", "ingest.unreadable"),
        ("inner.zip", "ingest.unsupported_type"),
        ("e", "ingest.empty"),
        ("b.txt", "text/plain"),
    ]
    assert sorted(path.parent for path in tmp_path.rglob("*"))[0] == tmp_path


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_member_packed_in_another_way_is_told(
    tmp_path: Path, settings: Settings, method: int
) -> None:
    raw = packed({"a.pdf": b"%PDF-1"}, method)
    assert opened(written(tmp_path, raw), settings) == [("a.pdf", "ingest.unsupported_type")]


def test_a_directory_too_large_for_the_memory_is_not_read(
    tmp_path: Path, settings: Settings
) -> None:
    entry = b"PK\x01\x02" + bytes(42)
    directory = entry * (6_000_000 // len(entry))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(directory), 0, 0)
    path = written(tmp_path, directory + end)
    with pytest.raises(TooLargeError, match="目录"):
        opened(path, settings)


def test_a_locked_member_is_told(tmp_path: Path, settings: Settings) -> None:
    raw = bytearray(packed({"a.pdf": b"%PDF-1"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    assert opened(written(tmp_path, bytes(raw)), settings) == [("a.pdf", "ingest.encrypted")]


@pytest.mark.parametrize(
    ("limits", "members"),
    [
        ({"max_files": 2}, {str(n): b"%PDF-" for n in range(3)}),
        ({"max_unpacked_bytes": 100}, {"a": bytes(60), "b": bytes(60)}),
        ({}, {"bomb": bytes(20_000_000)}),
    ],
)
def test_an_archive_over_a_limit_is_refused(
    tmp_path: Path, settings: Settings, limits: dict[str, int], members: dict[str, bytes]
) -> None:
    path = written(tmp_path, packed(members))
    with pytest.raises(TooLargeError):
        list(unpack(path, tmp_path, replace(settings, **limits)))
    assert list(tmp_path.iterdir()) == [path]


def test_a_member_over_the_limit_of_a_file_is_rejected(tmp_path: Path, settings: Settings) -> None:
    path = written(tmp_path, packed({"a.pdf": b"%PDF-" + bytes(100)}))
    (entry,) = unpack(path, tmp_path, replace(settings, max_upload_bytes=50))
    assert isinstance(entry, Rejection)
    assert isinstance(entry.reason, TooLargeError)


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut", packed({}), packed({"a": b"%PDF-"})[:-30]])
def test_a_damaged_or_empty_archive_is_refused(
    tmp_path: Path, settings: Settings, data: bytes
) -> None:
    path = written(tmp_path, data)
    with pytest.raises(UnreadableFileError):
        list(unpack(path, tmp_path, settings))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("/a/b\\c.pdf", "c.pdf"),
        ("a\x00\x1b[31m\u202e.pdf", "a[31m.pdf"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("\udcff", "unnamed"),
        ("绩" * 300 + ".pdf", "绩" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
    ],
)
def test_names_are_only_for_the_eye(given: str, shown: str) -> None:
    assert display_name(given) == shown
