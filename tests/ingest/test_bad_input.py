"""Broken and hostile files: a typed error with a remedy, or a document; never a hang."""

import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from extractor.errors import (
    DecoderCrashedError,
    DecodeTimeoutError,
    EmptyFileError,
    EncryptedFileError,
    IngestError,
    MissingConverterError,
    PageTooLargeError,
    TooLargeError,
    TooManyPagesError,
    UnreadableFileError,
    UnsupportedTypeError,
)
from extractor.ingest import Decoder, Limits, open_document, render_page
from extractor.ingest.decode import StoredFile
from extractor.ingest.opening import PageSequence
from extractor.ingest.pdf import read_page
from tests.ingest.conftest import SHARED
from tests.ingest.drawn_pdf import CATALOG, one_page, pages, pdf, show, stream

HOSTILE = SHARED / "hostile" / "make_bad_files.py"
TIGHT = Limits(page_seconds=1.5, memory_bytes=256 * 2**20)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def laughing_forms(levels: int) -> bytes:
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]"
    forms = [
        stream(b"/F Do " * 10, head + b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level))
        for level in range(levels)
    ]
    return one_page(b"/F Do", more=[*forms, stream(b"0 0 m 9 9 l S", head)], objects=b"/F 5 0 R")


def doubly_deflated(size: int) -> bytes:
    data = zlib.compress(zlib.compress(bytes(size), 9), 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf([CATALOG, kids, page, stream(data, b"/Filter[/FlateDecode/FlateDecode]")])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(laughing_forms(9), id="nested forms"),
        pytest.param(doubly_deflated(400 * 2**20), id="deflated twice"),
        pytest.param(one_page(b"0 0 m 500 500 l S\n" * 400_000), id="many paths"),
    ],
)
def test_killers_end_in_time_and_the_next_file_works(data: bytes) -> None:
    with Decoder(TIGHT) as decoder:
        with (
            pytest.raises((DecodeTimeoutError, DecoderCrashedError)),
            open_document(data, "killer", TIGHT, decoder) as document,
        ):
            list(document.pages)
        good = one_page(show("次日继续", 50, 500))
        with open_document(good, "good", Limits(), decoder) as document:
            assert [word.text for page in document.pages for word in page.words] == ["次日继续"]


def test_page_that_cannot_be_read_leaves_the_others(decoder: Decoder) -> None:
    kids = b"<</Type/Pages/Kids[3 0 R 4 0 R 3 0 R]/Count 3>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    data = pdf([CATALOG, kids, page, b"<</Type/Font>>"])
    numbers: list[int] = []
    with open_document(data, "torn", Limits(), decoder) as document:
        while True:
            try:
                numbers.append(next(document.pages).number)
            except IngestError:
                numbers.append(0)
            except StopIteration:
                break
    assert numbers in ([1, 0, 3], [1, 2, 3])


def test_document_out_of_time_says_so_once_and_ends() -> None:
    limits = Limits(document_seconds=0.0)
    with Decoder(limits) as decoder, StoredFile(pages(3), decoder) as stored:
        sequence = PageSequence(stored, lambda number: stored.decode(read_page, number, limits), 3)
        with pytest.raises(DecodeTimeoutError):
            next(sequence)
        assert list(sequence) == []


def test_empty_and_blank_files(decoder: Decoder) -> None:
    for data in (b"", b" \n\t \n"):
        with pytest.raises(EmptyFileError), open_document(data, "a.pdf", Limits(), decoder):
            pass


def test_name_is_never_asked(decoder: Decoder) -> None:
    with open_document("项目名称\t公厕改造\n".encode(), "form.pdf", Limits(), decoder) as document:
        assert document.source.media_type == "text/plain"
        assert document.source.name == "form.pdf"
        assert document.sheet is not None
    with open_document(one_page(b""), "form.txt", Limits(), decoder) as document:
        assert document.source.media_type == "application/pdf"


def test_text_of_50_megabytes(decoder: Decoder) -> None:
    with (
        pytest.raises(TooLargeError, match="50000000"),
        open_document(b"a\t1\n" * 12_500_000, "big", Limits(), decoder),
    ):
        pass


def test_file_over_the_limit(decoder: Decoder) -> None:
    with pytest.raises(TooLargeError), open_document(pages(1), "a", Limits(max_bytes=9), decoder):
        pass


@pytest.mark.parametrize("bomb", [b"xl/workbook.xml", b"word/document.xml"])
def test_zip_bomb_is_not_unpacked(decoder: Decoder, bomb: bytes) -> None:
    data = zipped({bomb.decode(): bytes(60_000_000)})
    with pytest.raises(TooLargeError), open_document(data, "bomb", Limits(), decoder):
        pass
    many = zipped({bomb.decode(): b"x", **{str(n): b"" for n in range(50)}})
    limits = Limits(max_entries=20)
    with pytest.raises(TooLargeError), open_document(many, "bomb", limits, decoder):
        pass


def test_entities_of_office_files_are_not_expanded(decoder: Decoder) -> None:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    word = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = b"<w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body>"
    document = (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha">' + laughs + b"]>"
        b"<w:document " + word + b">" + body + b"</w:document>"
    )
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        b'relationships+xml"/><Override PartName="/word/document.xml" ContentType="%s"/></Types>'
    ) % kind
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations,
        "word/document.xml": document,
    }
    with (
        pytest.raises(UnreadableFileError, match="XML"),
        open_document(zipped(parts), "laughs.docx", Limits(), decoder),
    ):
        pass


@pytest.mark.parametrize("name", ["xl/workbook.xml", "word/document.xml"])
def test_office_file_without_its_parts(decoder: Decoder, name: str) -> None:
    data = zipped({name: b"<x/>"})
    with pytest.raises(UnreadableFileError), open_document(data, "torn", Limits(), decoder):
        pass


def test_office_file_under_a_password(decoder: Decoder) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le")
    with pytest.raises(EncryptedFileError), open_document(data, "locked", Limits(), decoder):
        pass


def test_without_libreoffice_the_error_says_what_to_install(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    data = b"{\\rtf1\\ansi hello}"
    with (
        pytest.raises(MissingConverterError, match="LibreOffice"),
        open_document(data, "old.rtf", Limits(), decoder),
    ):
        pass


def test_ofd_says_to_print_it(decoder: Decoder) -> None:
    with (
        pytest.raises(MissingConverterError, match="PDF"),
        open_document(zipped({"OFD.xml": b"<o/>"}), "a.ofd", Limits(), decoder),
    ):
        pass


def test_picture_of_a_file_without_pages(decoder: Decoder) -> None:
    with pytest.raises(UnreadableFileError):
        render_page(b"text", 1, 100, Limits(), decoder)
    with pytest.raises(UnreadableFileError):
        render_page(pages(1), 2, 100, Limits(), decoder)


# What each file of the shared set may end in: the number of pages, or one of these errors.
BROKEN = (DecodeTimeoutError, DecoderCrashedError)
EXPECTED: dict[str, type[IngestError] | tuple[type[IngestError], ...] | int] = {
    "bomb.zip": UnsupportedTypeError,
    "bomb_1bit_60k.pdf": 1,
    "bomb_content_double.pdf": BROKEN,
    "bomb_rgb_20k.pdf": 1,
    "box_200_inch.pdf": 1,
    "box_huge.pdf": 1,
    "box_infinite.pdf": 1,
    "box_negative.pdf": 1,
    "box_tiny.pdf": 1,
    "count_lie.pdf": 1,
    "deep_array.pdf": 1,
    "deep_nest.pdf": 1,
    "form_laughs.pdf": BROKEN,
    "form_self.pdf": 1,
    "garbage_head.pdf": 1,
    "garbage_head_2k.pdf": UnsupportedTypeError,
    "many_paths.pdf": BROKEN,
    "page_loop.pdf": UnreadableFileError,
    "pages_10000.pdf": TooManyPagesError,
    "png_65535.png": PageTooLargeError,
    "png_bomb_30k.png": PageTooLargeError,
    "png_named.jpg": 1,
    "png_truncated.png": UnreadableFileError,
    "polyglot.pdf": 1,
    "text_as.pdf": 0,
    "tiff_3000.tif": TooManyPagesError,
    "traversal.zip": UnsupportedTypeError,
    "truncated.pdf": UnreadableFileError,
    "zero.pdf": EmptyFileError,
    "zero.png": EmptyFileError,
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not HOSTILE.is_file():
        pytest.skip("the generator of hostile files is not beside this checkout")
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, str(HOSTILE), str(folder)], check=True)
    return folder


@pytest.mark.slow
def test_every_hostile_file(hostile: Path) -> None:
    limits = Limits(page_seconds=15)
    assert {path.name for path in hostile.iterdir()} >= set(EXPECTED)
    with Decoder(limits) as decoder:
        for name, expected in EXPECTED.items():
            data = (hostile / name).read_bytes()
            try:
                with open_document(data, name, limits, decoder) as document:
                    outcome: object = len(list(document.pages))
            except IngestError as error:
                outcome = error
            if isinstance(expected, int):
                assert outcome == expected, name
            else:
                assert isinstance(outcome, expected), (name, outcome)
