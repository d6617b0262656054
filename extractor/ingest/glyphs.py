"""The characters of a PDF page's text layer, with their boxes."""

import math
from collections.abc import Iterator
from ctypes import addressof, byref, c_double
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from extractor.geometry import BBox
from extractor.ingest.affine import Affine, Frame
from extractor.ingest.pdfium_handle import Handle
from extractor.ingest.radicals import radical_to_ideograph

_INVISIBLE = {3, 7}
_HIGH_SURROGATES = range(0xD800, 0xDC00)
_LOW_SURROGATES = range(0xDC00, 0xE000)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as displayed: box in points, `size` of its font in points.

    `turns` is the number of clockwise quarter turns of its writing direction. A generated glyph
    is a space that no character stands for. An unmapped one has no known character.
    """

    text: str
    box: BBox
    size: float
    turns: int = 0
    is_generated: bool = False
    is_unmapped: bool = False
    is_visible: bool = True

    @property
    def span(self) -> tuple[float, float]:
        """Start and end along the writing direction, in points; the end is the greater."""
        box = self.box
        return (
            (box.x0, box.x1),
            (box.top, box.bottom),
            (-box.x1, -box.x0),
            (-box.bottom, -box.top),
        )[self.turns]

    @property
    def rise(self) -> tuple[float, float]:
        """Extent across the writing direction, in points, growing from line to line."""
        box = self.box
        return (
            (box.top, box.bottom),
            (-box.x1, -box.x0),
            (-box.bottom, -box.top),
            (box.x0, box.x1),
        )[self.turns]


@dataclass(frozen=True, slots=True)
class _Font:
    size: float
    turns: int
    is_visible: bool


def read_glyphs(page: Handle, frame: Frame) -> list[Glyph]:
    """All characters whose middle is on the page, in the order they were written."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        glyphs = _read(text_page, frame)
        return [g for g in glyphs if g.is_generated or frame.box.contains_point(*g.box.center)]
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _read(text_page: Handle, frame: Frame) -> Iterator[Glyph]:
    fonts: dict[int, _Font] = {}
    high = 0
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in _HIGH_SURROGATES:
            high = code
            continue
        if code in _LOW_SURROGATES and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            yield Glyph(" ", BBox(0, 0, 0, 0), 0.0, is_generated=True)
            continue
        owner = pdfium.FPDFText_GetTextObject(text_page, index)
        key = addressof(owner.contents) if owner else 0
        if key not in fonts:
            fonts[key] = _font(text_page, index, owner, frame.to_page)
        yield _glyph(text_page, index, code, fonts[key], frame.to_page)


def _glyph(text_page: Handle, index: int, code: int, font: _Font, to_page: Affine) -> Glyph:
    is_hyphen = pdfium.FPDFText_IsHyphen(text_page, index) == 1
    is_unmapped = pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1
    in_range = 0 < code < 0x110000 and code not in range(0xD800, 0xE000)
    text = "-" if is_hyphen else radical_to_ideograph(chr(code)) if in_range else "\ufffd"
    return Glyph(
        text,
        _box(text_page, index, font, to_page),
        font.size,
        font.turns,
        is_unmapped=is_unmapped and not text.isspace(),
        is_visible=font.is_visible,
    )


def _font(text_page: Handle, index: int, owner: Handle, to_page: Affine) -> _Font:
    raw = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, byref(raw))
    matrix = Affine(raw.a, raw.b, raw.c, raw.d).then(to_page)
    size = abs(pdfium.FPDFText_GetFontSize(text_page, index)) * matrix.scale
    x, y = matrix.direction(1, 0)
    turns = round(math.atan2(y, x) / (math.pi / 2)) % 4
    mode = pdfium.FPDFTextObj_GetTextRenderMode(owner) if owner else 0
    return _Font(size, turns, mode not in _INVISIBLE)


def _box(text_page: Handle, index: int, font: _Font, to_page: Affine) -> BBox:
    """The advance along the line by the font's height; by the em square where the font lies."""
    raw = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, index, byref(raw))
    box = to_page.box(raw.left, raw.bottom, raw.right, raw.top)
    height = box.height if font.turns % 2 == 0 else box.width
    if font.size <= 0 or 0.6 * font.size <= height <= 2.0 * font.size:
        return box
    x, y = c_double(), c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, index, byref(x), byref(y))
    at_x, at_y = to_page.point(x.value, y.value)
    up, down = 0.85 * font.size, 0.15 * font.size
    match font.turns:
        case 0:
            return BBox(box.x0, at_y - up, box.x1, at_y + down)
        case 1:
            return BBox(at_x - down, box.top, at_x + up, box.bottom)
        case 2:
            return BBox(box.x0, at_y - down, box.x1, at_y + up)
        case _:
            return BBox(at_x - up, box.top, at_x + down, box.bottom)
