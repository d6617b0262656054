"""What has a text layer is never made a picture of, and never looked at or recognised."""

import io
import os
from collections.abc import Iterator

import numpy as np
import pypdfium2
import pytest
from docx import Document
from openpyxl import Workbook

from extractor.document import Page, Quads, Word
from extractor.engines import Engines
from extractor.ingest import Decoder, Limits, pdf
from extractor.pipeline import Options, extract_document
from extractor.ports import Sight
from extractor.record import Extraction
from tests.ingest.drawn_pdf import one_page, show

LINES = ("绩效目标申报表", "项目名称：泵站改造", "年度资金总额：30万元")
GARBLED = ("ÏîÄ¿Ãû³ÆÄê¶ÈÄ¿±êÖ¸±êÖµ",)


class Spies:
    """Sight and recogniser that note the pages they are asked for, and see nothing."""

    def __init__(self) -> None:
        self.looked: list[int] = []
        self.read: list[int] = []

    def look(self, page: Page) -> Sight:
        self.looked.append(page.number)
        return Sight(page, np.zeros((0, 4, 2), np.float32))

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        self.read.append(page.number)
        return ()


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder(Limits()) as shared:
        yield shared


def extract(data: bytes, decoder: Decoder) -> tuple[Spies, Extraction]:
    spies = Spies()
    engines = Engines(sight=spies, ocr=spies)
    return spies, extract_document(data, "given", engines, Options(decoder=decoder))


def drawn(lines: tuple[str, ...]) -> bytes:
    return one_page(b"".join(show(line, 50, 700 - 30 * row) for row, line in enumerate(lines)))


def joined(*documents: bytes) -> bytes:
    whole, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for data in documents:
        whole.import_pages(pypdfium2.PdfDocument(data))
    whole.save(out)
    return out.getvalue()


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for line in LINES:
        book.active.append([line])
    book.save(out)
    return out.getvalue()


def word_file() -> bytes:
    document, out = Document(), io.BytesIO()
    for line in LINES:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


DIGITAL = {
    "pdf": lambda: joined(drawn(LINES), drawn(LINES)),
    "xlsx": workbook,
    "docx": word_file,
    "text": lambda: "\n".join(LINES).encode(),
    "html": ("<html><body><p>" + "</p><p>".join(LINES) + "</p></body></html>").encode,
}


@pytest.mark.parametrize("kind", DIGITAL)
def test_a_digital_document_is_never_recognised(kind: str, decoder: Decoder) -> None:
    spies, extraction = extract(DIGITAL[kind](), decoder)
    assert extraction.pages >= 1
    assert (spies.looked, spies.read) == ([], [])


def test_only_the_page_that_needs_it_is_recognised(decoder: Decoder) -> None:
    spies, extraction = extract(joined(drawn(LINES), drawn(GARBLED), drawn(LINES)), decoder)
    assert extraction.pages == 3
    assert (spies.looked, spies.read) == ([2], [2])


def test_a_page_of_text_and_rulings_is_not_rendered(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[float] = []
    rendered = pdf.render

    def render(page, dpi, side):
        made.append(dpi)
        return rendered(page, dpi, side)

    monkeypatch.setattr(pdf, "render", render)
    path = tmp_path / "document.pdf"
    path.write_bytes(joined(drawn(LINES), drawn(GARBLED)))
    digital = pdf.read_page(str(path), 1, Limits())
    assert (made, digital.image) == ([], None)
    assert pdf.read_page(str(path), 2, Limits()).image is not None
    assert made == [Limits().dpi]


def test_a_decoder_that_is_given_serves_document_after_document(decoder: Decoder) -> None:
    child = decoder.run(30, os.getpid)
    for data in (drawn(LINES), workbook(), drawn(LINES)):
        assert extract(data, decoder)[1].pages >= 1
    assert decoder.run(30, os.getpid) == child
