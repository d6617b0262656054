"""Coded pictures as objects of a PDF. Needs pikepdf, which is loaded only where copies are made."""

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from extractor.ingest.affine import Affine
from extractor.ingest.image_streams import Coding, ImageStream

_COLOURS = {1: Name.DeviceGray, 3: Name.DeviceRGB}


def image_object(pdf: Pdf, stream: ImageStream) -> Stream:
    """An image XObject of `pdf`."""
    head = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=stream.width,
        Height=stream.height,
        BitsPerComponent=stream.bits,
        ColorSpace=_COLOURS[stream.channels],
    )
    if stream.inverted:
        head.Decode = Array([1, 0] * stream.channels)
    parameters = Dictionary({f"/{name}": value for name, value in stream.fax})
    if stream.shared is not None:
        parameters.JBIG2Globals = pdf.make_stream(stream.shared)
    made = pdf.make_stream(b"", head)
    made.write(
        stream.data,
        filter=Name(f"/{stream.coding}"),
        decode_parms=parameters if stream.coding is not Coding.JPEG and len(parameters) else None,
    )
    return made


def draw(name: str, place: Affine) -> bytes:
    """Operators that draw the XObject `name`; `place` takes the unit square to PDF space."""
    return f"q {matrix(place)} cm /{name} Do Q\n".encode()


def matrix(place: Affine) -> str:
    """The six numbers, as they are written in a PDF."""
    six = (place.a, place.b, place.c, place.d, place.e, place.f)
    return " ".join(number(value) for value in six)


def number(value: float) -> str:
    """A number as it is written in a PDF: never with an exponent."""
    return f"{value:.5f}".rstrip("0").rstrip(".")
