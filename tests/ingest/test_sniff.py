import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import EmptyFileError, IngestError, UnsupportedTypeError
from extractor.ingest import MediaType, sniff
from tests.ingest.drawn_pdf import one_page


def zipped(*names: str, **contents: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in (*((name, "x") for name in names), *contents.items()):
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.4\n", MediaType.PDF),
        (b"\n" * 900 + b"%PDF-1.4", MediaType.PDF),
        (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
        (b"\xff\xd8\xff\xe0", MediaType.JPEG),
        (b"MM\x00*", MediaType.TIFF),
        (b"RIFF\0\0\0\0WEBPVP8 ", MediaType.WEBP),
        (b"BM" + b"\0" * 12 + b"\x28\0\0\0", MediaType.BMP),
        (zipped("xl/workbook.xml"), MediaType.XLSX),
        (zipped("word/document.xml"), MediaType.DOCX),
        (zipped("OFD.xml"), MediaType.OFD),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), MediaType.ODT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"), MediaType.XLS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le"), MediaType.DOC),
        (b"{\\rtf1\\ansi}", MediaType.RTF),
        (b"\n <!DOCTYPE html><p>", MediaType.HTML),
        ("\ufeff<table><tr>".encode("utf-16-le"), MediaType.HTML),
        (b"<?xml version='1.0'?><html>", MediaType.HTML),
        ("一级指标\t二级指标".encode(), MediaType.TEXT),
        ("项目名称\t校园维修".encode("gb18030"), MediaType.TEXT),
        ("项目名称\t校园维修".encode("utf-16"), MediaType.TEXT),
        (one_page(b"") + zipped("a"), MediaType.PDF),
    ],
)
def test_type_follows_from_the_bytes(data: bytes, media_type: MediaType) -> None:
    assert sniff(data) is media_type


@pytest.mark.parametrize(
    "data",
    [b"GIF89a", zipped("a.txt"), b"\x7fELF\x02", b"\0\1\2\3" * 100, b"\x07" * 2000 + b"%PDF-1.4"],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedTypeError):
        sniff(data)


def test_no_bytes() -> None:
    with pytest.raises(EmptyFileError):
        sniff(b"")


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"BM", b"<"]))
def test_any_bytes_have_a_type_or_a_typed_error(data: bytes, start: bytes) -> None:
    with suppress(IngestError):
        assert isinstance(sniff(start + data), MediaType)
