"""What is drawn on a PDF page besides text: lines as rulings, and the places of images."""

from collections.abc import Iterable, Iterator, Sequence
from ctypes import byref, c_float, c_int, c_uint
from dataclasses import dataclass
from itertools import islice

import pypdfium2.raw as pdfium

from extractor.document import Ruling
from extractor.geometry import BBox
from extractor.ingest.affine import Affine, Frame
from extractor.ingest.pdfium_handle import Handle
from extractor.ingest.ruling_merge import merge_rulings

_MAX_DEPTH = 16
_MAX_OBJECTS = 100_000
_WHITE = 250
_SLANT = 0.01
# A filled box is a line up to this many points thick, or this share of the page's longer side:
# pages in odd units are larger than paper.
_THICK = 3.0
_THICK_SHARE = 0.004
_LARGEST_LINE_SHARE = 0.05

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines (merged) and images of one page, in points as displayed.

    `curves` counts the filled shapes with curves, such as text that was turned into outlines.
    `is_complete` is False where the page has too many objects to look at each: then there are no
    rulings.
    """

    rulings: tuple[Ruling, ...]
    images: tuple[BBox, ...]
    curves: int
    objects: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class _Subpath:
    points: tuple[_Point, ...]
    edges: tuple[tuple[_Point, _Point], ...]
    is_curved: bool

    @property
    def box(self) -> BBox:
        xs = [x for x, _ in self.points]
        ys = [y for _, y in self.points]
        return BBox(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class _Drawn:
    pieces: tuple[Ruling, ...]
    curves: int


def read_drawing(page: Handle, frame: Frame) -> Drawing:
    """All lines and images of a page, also those inside forms (in the PDF sense)."""
    thick = max(_THICK, _THICK_SHARE * max(frame.width, frame.height))
    count = pdfium.FPDFPage_CountObjects(page)
    objects = (pdfium.FPDFPage_GetObject(page, i) for i in range(count))
    pieces: list[Ruling] = []
    images: list[BBox] = []
    curves = seen = 0
    for item, kind, space in islice(_leaves(objects, frame.to_page, 0), _MAX_OBJECTS + 1):
        seen += 1
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            drawn = _read_path(item, space, thick)
            curves += drawn.curves
            pieces.extend(_clipped(item, space, drawn.pieces) if drawn.pieces else ())
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            box = _matrix(item).then(space).box(0, 0, 1, 1)
            images.append(box)
    pieces.extend(_image_lines(images, frame, thick))
    is_complete = seen <= _MAX_OBJECTS
    rulings = merge_rulings(pieces, frame.box) if is_complete else ()
    return Drawing(rulings, tuple(images), curves, seen, is_complete)


def _image_lines(images: Sequence[BBox], frame: Frame, thick: float) -> Iterator[Ruling]:
    """Lines that were drawn as thin images; a picture cut into strips has none."""
    thin = [box for box in images if min(box.width, box.height) <= thick]
    if sum(box.area for box in thin) <= _LARGEST_LINE_SHARE * frame.box.area:
        for box in thin:
            yield from _thin_box(box, thick)


def _leaves(
    objects: Iterable[Handle], space: Affine, depth: int
) -> Iterator[tuple[Handle, int, Affine]]:
    """(object, its type, the map of the space it is drawn in) of all that is not a form."""
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield item, kind, space
        elif depth < _MAX_DEPTH:
            count = pdfium.FPDFFormObj_CountObjects(item)
            inner = (pdfium.FPDFFormObj_GetObject(item, i) for i in range(count))
            yield from _leaves(inner, _matrix(item).then(space), depth + 1)


def _matrix(item: Handle) -> Affine:
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, byref(raw)):
        return Affine()
    return Affine(raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def _read_path(item: Handle, space: Affine, thick: float) -> _Drawn:
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke))
    strokes = bool(stroke.value) and _is_visible(item, pdfium.FPDFPageObj_GetStrokeColor)
    fills = bool(fill.value) and _is_visible(item, pdfium.FPDFPageObj_GetFillColor)
    if not strokes and not fills:
        return _Drawn((), 0)
    to_page = _matrix(item).then(space)
    subpaths = [_moved(subpath, to_page) for subpath in _subpaths(item)]
    curves = int(fills and any(subpath.is_curved for subpath in subpaths))
    if strokes and _stroke_width(item) * to_page.scale <= 2 * thick:
        pieces = [piece for subpath in subpaths for piece in _straight_edges(subpath)]
        return _Drawn(tuple(pieces), curves)
    if not fills:
        return _Drawn((), 0)
    boxes = [subpath.box for subpath in subpaths if not subpath.is_curved]
    pieces = [piece for box in boxes for piece in _thin_box(box, thick)]
    if len(boxes) == 2:
        inner, outer = sorted(boxes, key=lambda box: box.area)
        pieces.extend(_ring(inner, outer, thick))
    return _Drawn(tuple(pieces), curves)


def _stroke_width(item: Handle) -> float:
    width = c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(item, byref(width))
    return float(width.value)


def _is_visible(item: Handle, color_of: Handle) -> bool:
    channels = [c_uint() for _ in range(4)]
    if not color_of(item, *(byref(channel) for channel in channels)):
        return True
    *rgb, alpha = (channel.value for channel in channels)
    return alpha > 0 and min(rgb) < _WHITE


def _subpaths(item: Handle) -> Iterator[_Subpath]:
    count = pdfium.FPDFPath_CountSegments(item)
    segments = (pdfium.FPDFPath_GetPathSegment(item, i) for i in range(count))
    return _segments_to_subpaths(segments)


def _segments_to_subpaths(segments: Iterator[Handle]) -> Iterator[_Subpath]:
    points: list[_Point] = []
    edges: list[tuple[_Point, _Point]] = []
    is_curved = False
    x, y = c_float(), c_float()
    for segment in segments:
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        point = (float(x.value), float(y.value))
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not points:
            if points:
                yield _Subpath(tuple(points), tuple(edges), is_curved)
            points, edges, is_curved = [point], [], False
        else:
            if kind == pdfium.FPDF_SEGMENT_LINETO:
                edges.append((points[-1], point))
            else:
                is_curved = True
            points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment) and points[-1] != points[0]:
            edges.append((points[-1], points[0]))
    if points:
        yield _Subpath(tuple(points), tuple(edges), is_curved)


def _moved(subpath: _Subpath, to_page: Affine) -> _Subpath:
    return _Subpath(
        tuple(to_page.point(*point) for point in subpath.points),
        tuple((to_page.point(*p), to_page.point(*q)) for p, q in subpath.edges),
        subpath.is_curved,
    )


def _straight_edges(subpath: _Subpath) -> Iterator[Ruling]:
    for (x0, y0), (x1, y1) in subpath.edges:
        dx, dy = abs(x1 - x0), abs(y1 - y0)
        if min(dx, dy) <= max(0.5, _SLANT * max(dx, dy)):
            yield _flat(BBox(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _flat(box: BBox) -> Ruling:
    """The middle line of a box, along its longer side."""
    x, y = box.center
    if box.width >= box.height:
        return Ruling(box.x0, y, box.x1, y)
    return Ruling(x, box.top, x, box.bottom)


def _thin_box(box: BBox, thick: float) -> Iterator[Ruling]:
    short, long = sorted((box.width, box.height))
    if short > thick or long <= 0:
        return
    if long >= 2 * short:
        yield _flat(box)
    else:
        yield Ruling(box.x0, box.top, box.x1, box.bottom)


def _ring(inner: BBox, outer: BBox, thick: float) -> Iterator[Ruling]:
    """The frame between two nested boxes, side by side."""
    if min(inner.width, inner.height) <= thick:
        return
    left, right = inner.x0 - outer.x0, outer.x1 - inner.x1
    above, below = inner.top - outer.top, outer.bottom - inner.bottom
    sides = (left, right, above, below)
    if min(sides) < -0.05 or max(sides) > thick:
        return
    if left > 0.05:
        yield _flat(BBox(outer.x0, outer.top, inner.x0, outer.bottom))
    if right > 0.05:
        yield _flat(BBox(inner.x1, outer.top, outer.x1, outer.bottom))
    if above > 0.05:
        yield _flat(BBox(outer.x0, outer.top, outer.x1, inner.top))
    if below > 0.05:
        yield _flat(BBox(outer.x0, inner.bottom, outer.x1, outer.bottom))


def _clipped(item: Handle, space: Affine, pieces: tuple[Ruling, ...]) -> tuple[Ruling, ...]:
    """The pieces inside the box of the clipping path; each may stand out by a point."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    for number in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)) if clip else 0):
        count = pdfium.FPDFClipPath_CountPathSegments(clip, number)
        segments = (pdfium.FPDFClipPath_GetPathSegment(clip, number, i) for i in range(count))
        points = [p for subpath in _segments_to_subpaths(segments) for p in subpath.points]
        if points:
            window = _moved(_Subpath(tuple(points), (), False), space).box
            cuts = (_cut(piece, window) for piece in pieces)
            pieces = tuple(piece for piece in cuts if piece is not None)
    return pieces


def _cut(piece: Ruling, window: BBox) -> Ruling | None:
    x0, x1 = max(piece.x0, window.x0 - 1), min(piece.x1, window.x1 + 1)
    top, bottom = max(piece.top, window.top - 1), min(piece.bottom, window.bottom + 1)
    return Ruling(x0, top, x1, bottom) if x0 <= x1 and top <= bottom else None
