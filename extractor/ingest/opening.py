"""Open a document of any type: its pages one by one, or its blocks at once."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Self

from extractor.document import Page, PageImage, Source
from extractor.errors import EmptyFileError, TooLargeError, UnreadableFileError
from extractor.grid import Sheet
from extractor.ingest import pdf, scan
from extractor.ingest.archive import check_archive
from extractor.ingest.charset import decode_text
from extractor.ingest.converter import CONVERTED, convert
from extractor.ingest.decode import Decoder, StoredFile
from extractor.ingest.delimited import csv_rows
from extractor.ingest.flat_text import rows_to_sheet, text_to_sheet
from extractor.ingest.frame_pictures import frame_picture
from extractor.ingest.image_streams import ImageStream
from extractor.ingest.limits import Limits
from extractor.ingest.office import HELD_IN_CELLS, read_cells
from extractor.ingest.sheet_size import check_count, checked_sheet
from extractor.ingest.sniff import IMAGES, MediaType, sniff

Pictures = Callable[[int], tuple[ImageStream, ...]]
_ARCHIVES = frozenset({MediaType.XLSX, MediaType.DOCX})


@dataclass(frozen=True, slots=True)
class Ingested:
    """An open document: `sheet` for text and office files, `pages` for PDF and images, with
    `pictures` of a page (1-based) as they are stored, which raises IngestError."""

    source: Source
    page_count: int
    sheet: Sheet | None
    pages: Iterator[Page]
    pictures: Pictures | None = None


class PageSequence:
    """The pages of a stored file, decoded one by one as they are asked for.

    A page that cannot be read raises its IngestError; asking on gives the page after it. When the
    document's time is spent the sequence raises DecodeTimeoutError and ends.
    """

    def __init__(self, stored: StoredFile, decode: Callable[[int], Page], count: int) -> None:
        self._stored = stored
        self._decode = decode
        self._numbers = iter(range(1, count + 1))

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Page:
        number = next(self._numbers)
        if self._stored.is_spent:
            self._numbers = iter(())
        return self._decode(number)


@contextmanager
def open_document(
    data: bytes, name: str, limits: Limits, decoder: Decoder | None = None
) -> Iterator[Ingested]:
    """The document in `data`; `name` is only written down.

    All decoding is done in a child process: in that of `decoder` if one is given (it serves many
    documents in turn), else in one that ends with the context. Raises IngestError, also while
    pages are taken.
    """
    media_type = _checked_type(data, limits)
    source = Source(name, hashlib.sha256(data).hexdigest(), media_type.value)
    if media_type is MediaType.TEXT:
        sheet = _read_text(data, limits)
        yield Ingested(source, sheet.pages, sheet, iter(()))
        return
    if media_type in CONVERTED or media_type is MediaType.OFD:
        data, media_type = convert(data, media_type, limits)
    if media_type in _ARCHIVES:
        check_archive(data, limits)
    with ExitStack() as stack:
        child = decoder or stack.enter_context(Decoder(limits))
        stored = stack.enter_context(StoredFile(data, child))
        if media_type in HELD_IN_CELLS:
            sheet = stored.decode(read_cells, media_type, limits)
            yield Ingested(source, sheet.pages, sheet, iter(()))
        else:
            count, decode = _paged(stored, media_type, limits)
            pages = PageSequence(stored, decode, count)
            yield Ingested(source, count, None, pages, _pictures(stored, media_type, limits))


def render_page(
    data: bytes, number: int, dpi: float, limits: Limits, decoder: Decoder | None = None
) -> PageImage:
    """Pixels of one page (1-based) of a PDF or image, as displayed, at `dpi` or less.

    Raises IngestError; UnreadableFileError for a file without pages to render.
    """
    media_type = _checked_type(data, limits)
    if media_type is not MediaType.PDF and media_type not in IMAGES:
        raise UnreadableFileError(f"{media_type.value} 没有页面图像。 It has no page images.")
    with ExitStack() as stack:
        child = decoder or stack.enter_context(Decoder(limits))
        stored = stack.enter_context(StoredFile(data, child))
        if media_type is MediaType.PDF:
            return stored.decode(pdf.render_page, number, dpi, limits.max_side)
        return stored.decode(scan.render_image, number, dpi, limits)


def _checked_type(data: bytes, limits: Limits) -> MediaType:
    if len(data) > limits.max_bytes:
        raise TooLargeError(
            f"文件 {len(data)} 字节，上限 {limits.max_bytes}。 "
            f"The file has {len(data)} bytes, limit {limits.max_bytes}."
        )
    media_type = sniff(data)
    if media_type in {MediaType.TEXT, MediaType.HTML} and len(data) > limits.max_text_bytes:
        raise TooLargeError(
            f"文本 {len(data)} 字节，上限 {limits.max_text_bytes}。 "
            f"The text has {len(data)} bytes, limit {limits.max_text_bytes}."
        )
    return media_type


def _read_text(data: bytes, limits: Limits) -> Sheet:
    text = decode_text(data)
    if not text.strip():
        raise EmptyFileError("文件只有空白。 The file holds only white space.")
    filled = sum(not line.isspace() for line in text.splitlines(keepends=True))
    check_count(filled, limits)
    rows = csv_rows(text)
    return checked_sheet(text_to_sheet(text) if rows is None else rows_to_sheet(rows), limits)


def _paged(
    stored: StoredFile, media_type: MediaType, limits: Limits
) -> tuple[int, Callable[[int], Page]]:
    """Number of pages, and what decodes one of them."""
    if media_type is MediaType.PDF:
        count = stored.decode(pdf.count_pages, limits.max_pages)
        return count, lambda number: stored.decode(pdf.read_page, number, limits)
    count = stored.decode(scan.count_frames, limits.max_pages)
    return count, lambda number: stored.decode(scan.read_image, number, limits)


def _pictures(stored: StoredFile, media_type: MediaType, limits: Limits) -> Pictures:
    """What gives the pictures of a page."""
    if media_type is not MediaType.PDF:
        return lambda number: stored.decode(frame_picture, number, limits)

    def of_pdf(number: int) -> tuple[ImageStream, ...]:
        from extractor.ingest.pdf_pictures import pdf_page_pictures  # heavy

        return stored.decode(pdf_page_pictures, number, limits)

    return of_pdf
