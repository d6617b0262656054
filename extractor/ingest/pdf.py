"""PDF files. These functions run in the decoder's child process, on a path of its own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.document import Page, PageImage
from extractor.errors import EncryptedFileError, TooManyPagesError, UnreadableFileError
from extractor.ingest.affine import Frame
from extractor.ingest.annotations import merge_annotations
from extractor.ingest.glyphs import Glyph, read_glyphs
from extractor.ingest.ink import count_unexplained_marks
from extractor.ingest.kept_files import let_go_with_document
from extractor.ingest.legible import legible
from extractor.ingest.limits import Limits
from extractor.ingest.pdf_render import page_frame, render
from extractor.ingest.pdfium_handle import Handle
from extractor.ingest.text_layer import glyphs_to_words
from extractor.ingest.text_trust import Trust, judge_text
from extractor.ingest.vector_lines import Drawing, read_drawing

_INK_DPI = 100.0
# A text layer is measured against the ink where images cover this share of the page, or where
# this many shapes have curves as outlined text has.
_IMAGE_SHARE = 0.08
_MANY_CURVES = 20
_MANY_MARKS = 12
_MARKS_A_GLYPH = 0.05
_TURNED_SHARE = 0.8
_PAGES_A_RUN = 16


def count_pages(path: str, max_pages: int) -> int:
    """Number of pages.

    Raises EncryptedFileError, UnreadableFileError (damaged, no page, dynamic XFA) and
    TooManyPagesError.
    """
    document = _open(path, 0)
    if document.get_formtype() == pdfium.FORMTYPE_XFA_FULL:
        raise UnreadableFileError(
            "动态 XFA 表单无法读取，请在 Adobe Reader 中打印为 PDF。 "
            "A dynamic XFA form cannot be read: print it to PDF in Adobe Reader."
        )
    count = len(document)
    if count <= 0:
        raise UnreadableFileError("PDF 没有页面。 The PDF has no page.")
    if count > max_pages:
        raise TooManyPagesError(
            f"共 {count} 页，上限 {max_pages} 页。 It has {count} pages, limit {max_pages}."
        )
    return count


def read_page(path: str, number: int, limits: Limits) -> Page:
    """One page (1-based): words of a trusted text layer, else its image.

    Rulings come with both, but not with the image of a picture or of outlined text: what is
    drawn there is in the pixels. A page whose text runs sideways is turned upright if its text
    layer is trusted. Raises UnreadableFileError, PageTooLargeError.
    """
    with shown_page(path, number) as page:
        frame = page_frame(page, 0)
        drawing = read_drawing(page, frame)
        if not drawing.objects:
            return Page(number, frame.width, frame.height)
        glyphs = read_glyphs(page, frame)
        if not _is_trusted(page, frame, glyphs, drawing):
            image = render(page, limits.dpi, limits.max_side)
            rulings = () if _is_pictorial(drawing, frame) else drawing.rulings
            return Page(number, frame.width, frame.height, (), rulings, legible(image))
        turns = _text_turns(glyphs)
        if turns:
            frame = page_frame(page, -turns)
            glyphs, drawing = read_glyphs(page, frame), read_drawing(page, frame)
        words = glyphs_to_words(glyphs, drawing.rulings)
        return Page(number, frame.width, frame.height, words, drawing.rulings, None, 90 * turns)


def render_page(path: str, number: int, dpi: float, max_side: int) -> PageImage:
    """The page (1-based) as displayed. Raises UnreadableFileError, PageTooLargeError."""
    with shown_page(path, number) as page:
        return render(page, dpi, max_side)


@lru_cache(maxsize=1)
def _open(path: str, run: int) -> pypdfium2.PdfDocument:
    """The document, opened anew for every run of pages: it keeps what was read of each."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedFileError("PDF 有密码。 The PDF needs a password.") from error
        raise UnreadableFileError(f"PDF 损坏。 The PDF is damaged: {error}") from error
    document.init_forms()
    return document


let_go_with_document(_open.cache_clear)


@contextmanager
def shown_page(path: str, number: int) -> Iterator[Handle]:
    """The page (1-based) with its fields and notes drawn in. Raises UnreadableFileError."""
    document = _open(path, number // _PAGES_A_RUN)
    with _page(document, number) as page:
        is_changed = merge_annotations(page, document.formenv)
        if not is_changed:
            yield page
    if is_changed:
        with _page(document, number) as page:
            yield page


@contextmanager
def _page(document: pypdfium2.PdfDocument, number: int) -> Iterator[Handle]:
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        raise UnreadableFileError(f"第 {number} 页损坏。 Page {number} is damaged.")
    try:
        yield page
    finally:
        pdfium.FPDF_ClosePage(page)


def _is_trusted(page: Handle, frame: Frame, glyphs: Sequence[Glyph], drawing: Drawing) -> bool:
    """Whether the text layer says all that the page shows."""
    if not drawing.is_complete or judge_text(glyphs) is not Trust.TRUSTED:
        return False
    if not _is_pictorial(drawing, frame):
        return True
    image = render(page, _INK_DPI, 2000)
    boxes = [glyph.box for glyph in glyphs if not glyph.is_generated]
    marks = count_unexplained_marks(image, boxes, drawing.rulings)
    return marks <= max(_MANY_MARKS, _MARKS_A_GLYPH * len(boxes))


def _is_pictorial(drawing: Drawing, frame: Frame) -> bool:
    """Whether there is much that could be text or lines without being so in the file."""
    covered = sum(box.intersection(frame.box) for box in drawing.images)
    return covered >= _IMAGE_SHARE * frame.box.area or drawing.curves >= _MANY_CURVES


def _text_turns(glyphs: Sequence[Glyph]) -> int:
    """Clockwise quarter turns by which nearly all of the text is turned; 0 where mixed."""
    counts = Counter(glyph.turns for glyph in glyphs if not glyph.text.isspace())
    turns, count = counts.most_common(1)[0]
    return turns if count >= _TURNED_SHARE * counts.total() else 0
