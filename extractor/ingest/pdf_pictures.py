"""The pictures of a PDF page, as they lie in the file where they are all that the page shows.

Runs in the decoder's child process: nothing of the file is believed. The streams are taken only
where a page made of them alone looks like the page itself.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import astuple
from functools import lru_cache

import cv2
import numpy as np
import pikepdf
import pypdfium2
from pikepdf import Name, Object, Pdf, Stream
from PIL import Image

from extractor.document import PageImage
from extractor.ingest.affine import Affine, Frame
from extractor.ingest.image_streams import (
    Coding,
    ImageStream,
    bits_to_stream,
    pixels_to_stream,
)
from extractor.ingest.jpeg_stream import jpeg_head
from extractor.ingest.kept_files import let_go_with_document
from extractor.ingest.limits import Limits
from extractor.ingest.pdf import shown_page
from extractor.ingest.pdf_images import draw, image_object
from extractor.ingest.pdf_render import page_frame, render

_MOST_OPERATORS = 50_000
_MOST_PICTURES = 64
_FARTHEST = 1e4
"""Sides of the page that a picture on it may be away, or long: more is no number of PDF/A's."""
_COMPARED_DPI, _COMPARED_SIDE = 100.0, 2000
_MOST_DIFFERENCE = 24
"""Grey levels, over squares of three pixels: a full stop that is missing makes more."""
_CODED = {f"/{coding}": coding for coding in (Coding.JPEG, Coding.FAX, Coding.JBIG2)}
_PLAIN = frozenset({"/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB", "/ICCBased"})
_FAX = ("/K", "/Columns", "/Rows", "/BlackIs1", "/EncodedByteAlign", "/EndOfLine", "/EndOfBlock")
_UNUSABLE = (
    pikepdf.PikepdfError,
    pypdfium2.PdfiumError,
    Image.DecompressionBombError,
    struct.error,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    ZeroDivisionError,
)
"""What a damaged or strange file makes the libraries raise; such a page is rendered."""


def pdf_page_pictures(path: str, number: int, limits: Limits) -> tuple[ImageStream, ...]:
    """The pictures that make up a page (1-based): the file's own, or one of the rendered page.

    Raises UnreadableFileError, PageTooLargeError.
    """
    with shown_page(path, number) as page:
        frame = page_frame(page, 0)
        shown = render(page, _COMPARED_DPI, _COMPARED_SIDE)
        try:
            streams = tuple(_own_streams(path, number, frame))
            if streams and _look_alike(shown, _page_of(streams, frame)):
                return streams
        except _UNUSABLE:
            pass
        image = render(page, limits.dpi, limits.max_side)
        return (pixels_to_stream(image.pixels),)


@lru_cache(maxsize=1)
def _open(path: str) -> Pdf:
    return Pdf.open(path)


let_go_with_document(_open.cache_clear)


def _own_streams(path: str, number: int, frame: Frame) -> Iterator[ImageStream]:
    """The pictures that the page draws, first the lowest. Raises one of _UNUSABLE."""
    page = _open(path).pages[number - 1]
    to_share = frame.to_page.then(Affine(1 / frame.width, 0, 0, 1 / frame.height))
    for count, (picture, place) in enumerate(_drawn(page), 1):
        if count > _MOST_PICTURES:
            raise ValueError("too many pictures")
        share = place.then(to_share)
        if not all(abs(number) < _FARTHEST for number in astuple(share)):  # nor any that is none
            raise ValueError("far from the page")
        yield _stream(picture, share)


def _drawn(page: pikepdf.Page) -> Iterator[tuple[Stream, Affine]]:
    """What the page draws, with its place in PDF space. Raises ValueError for more than pictures,
    paths and text."""
    place, kept = Affine(), list[Affine]()
    named = page.resources.get("/XObject", pikepdf.Dictionary())
    for count, step in enumerate(pikepdf.parse_content_stream(page)):
        operator = str(step.operator)
        if count > _MOST_OPERATORS or operator == "INLINE IMAGE":
            raise ValueError(operator)
        if operator == "q":
            kept.append(place)
        elif operator == "Q" and kept:
            place = kept.pop()
        elif operator == "cm":
            place = Affine(*(float(value) for value in step.operands)).then(place)
        elif operator == "Do":
            drawn = named[str(step.operands[0])]
            if not isinstance(drawn, Stream) or drawn.get("/Subtype") != Name.Image:
                raise ValueError("a form")
            yield drawn, place


def _stream(picture: Stream, place: Affine) -> ImageStream:
    """Raises ValueError for a picture that must not, or cannot, go into a copy as it is."""
    if any(key in picture for key in ("/SMask", "/Mask", "/SMaskInData")):
        raise ValueError("not opaque")
    filters = [str(name) for name in _listed(picture.get("/Filter"))]
    coding = _CODED.get(filters[0]) if len(filters) == 1 else None
    bits = 1 if picture.get("/ImageMask") else int(picture.get("/BitsPerComponent", 8))
    decode = [float(value) for value in picture.get("/Decode", pikepdf.Array())]
    if coding is Coding.JPEG:
        return _jpeg_stream(picture, place, decode)
    if bits != 1:
        raise ValueError("neither JPEG nor black and white")
    inverted = decode == [1.0, 0.0]
    if coding is None or (not picture.get("/ImageMask") and not _is_plain(picture)):
        image = pikepdf.PdfImage(picture).as_pil_image()
        if image.mode != "1":
            raise ValueError(image.mode)
        return bits_to_stream(image, place)
    parameters = next(iter(_listed(picture.get("/DecodeParms"))), pikepdf.Dictionary())
    shared = parameters.get("/JBIG2Globals")
    return ImageStream(
        picture.read_raw_bytes(),
        coding,
        int(picture.Width),
        int(picture.Height),
        channels=1,
        bits=1,
        place=place,
        fax=_fax(parameters) if coding is Coding.FAX else (),
        shared=shared.read_bytes() if isinstance(shared, Stream) else None,
        inverted=inverted,
    )


def _jpeg_stream(picture: Stream, place: Affine, decode: list[float]) -> ImageStream:
    data = picture.read_raw_bytes()
    head = jpeg_head(data)
    if head is None or head.bits != 8 or head.channels not in (1, 3) or not _is_plain(picture):
        raise ValueError("a JPEG that not every reader knows")
    if decode not in ([], [0.0, 1.0] * head.channels):
        raise ValueError("other shades than the stream has")
    size = (head.width, head.height)
    return ImageStream(data[: head.end], Coding.JPEG, *size, head.channels, 8, place)


def _is_plain(picture: Stream) -> bool:
    """Whether the colours are grey or RGB, however exactly they are described."""
    space = picture.get("/ColorSpace")
    name = space[0] if isinstance(space, pikepdf.Array) else space
    return str(name) in _PLAIN


def _listed(value: object) -> list[Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]  # type: ignore[list-item]


def _fax(parameters: Object) -> tuple[tuple[str, int | bool], ...]:
    return tuple(
        (key.lstrip("/"), value if isinstance(value, bool) else int(value))
        for key in _FAX
        if (value := parameters.get(key)) is not None
    )


def _page_of(streams: tuple[ImageStream, ...], frame: Frame) -> PageImage:
    """What a page shows that has only these pictures."""
    to_points = Affine(frame.width, 0, 0, -frame.height, 0, frame.height)
    with Pdf.new() as pdf:
        names = {f"/Im{place}": image_object(pdf, stream) for place, stream in enumerate(streams)}
        content = b"".join(
            draw(f"Im{place}", stream.place.then(to_points)) for place, stream in enumerate(streams)
        )
        page = pdf.add_blank_page(page_size=(frame.width, frame.height))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(names))
        page.Contents = pdf.make_stream(content)
        return _rendered(pdf)


def _rendered(pdf: Pdf) -> PageImage:
    data = io.BytesIO()
    pdf.save(data, compress_streams=False)
    with pypdfium2.PdfDocument(data.getvalue()) as document:
        page = document[0]  # held: what is drawn from is freed with it
        return render(page.raw, _COMPARED_DPI, _COMPARED_SIDE)


def _look_alike(one: PageImage, other: PageImage) -> bool:
    if one.pixels.shape != other.pixels.shape:
        return False
    pair = [cv2.blur(image.pixels, (3, 3)).astype(np.int16) for image in (one, other)]
    return int(np.abs(pair[0] - pair[1]).max()) <= _MOST_DIFFERENCE
