"""Pixels of a PDF page, and the frame that its coordinates refer to."""

import math
from ctypes import byref, string_at

import numpy as np
import pypdfium2.raw as pdfium

from extractor.document import PageImage
from extractor.errors import PageTooLargeError
from extractor.geometry import points_to_pixels
from extractor.ingest.affine import Frame, displayed_frame
from extractor.ingest.pdfium_handle import Handle

_LARGEST_POINTS = 1e7
_WHITE = 0xFFFFFFFF


def page_frame(page: Handle, turns: int) -> Frame:
    """The displayed page after its own rotation and `turns` more clockwise quarter turns.

    Raises PageTooLargeError for a page box that is no size of a page.
    """
    raw = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, byref(raw))
    sides = (raw.left, raw.bottom, raw.right, raw.top)
    if not all(math.isfinite(side) and abs(side) < _LARGEST_POINTS for side in sides):
        raise PageTooLargeError("页面尺寸异常。 The page box is no size of a page.")
    return displayed_frame(*sides, pdfium.FPDFPage_GetRotation(page) + turns)


def render(page: Handle, dpi: float, max_side: int) -> PageImage:
    """The page as displayed at `dpi`, or at less where a side would pass `max_side` pixels."""
    frame = page_frame(page, 0)
    longer = max(frame.width, frame.height, 0.01)
    dpi = min(dpi, dpi * max_side / points_to_pixels(longer, dpi))
    width = max(1, round(points_to_pixels(frame.width, dpi)))
    height = max(1, round(points_to_pixels(frame.height, dpi)))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        buffer = string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    rows = np.frombuffer(buffer, np.uint8).reshape(height, stride)
    return PageImage(np.ascontiguousarray(rows[:, : 3 * width]).reshape(height, width, 3), dpi)
