"""Pictures of a page as they are stored: coded streams, and where each lies on the page."""

import io
import zlib
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np
from PIL import Image, ImageChops, TiffImagePlugin

from extractor.document import Pixels
from extractor.ingest.affine import Affine

_QUALITY = 80
_COLOURLESS = 12
"""Grey levels between the channels of a pixel up to which a picture has no colour."""
_NEARLY = 4
"""Grey levels from black or white up to which a picture has no other shade."""
WHOLE_PAGE = Affine(1.0, 0.0, 0.0, -1.0, 0.0, 1.0)
"""The place of a picture that fills its page."""
_STRIP_OFFSETS, _STRIP_BYTES = 273, 279


class Coding(StrEnum):
    """How a stream is coded, by the name of the PDF filter that decodes it."""

    JPEG = "DCTDecode"
    FAX = "CCITTFaxDecode"
    JBIG2 = "JBIG2Decode"
    FLATE = "FlateDecode"


@dataclass(frozen=True, slots=True)
class ImageStream:
    """A coded picture: `width` × `height` pixels of `channels` (1 grey, 3 RGB) with `bits` each.

    `place` takes the unit square (y upwards) to the page as displayed: shares (0–1) of its width
    and height, origin top left.
    `fax` are the parameters of a FAX stream, `shared` the globals of a JBIG2 stream; `inverted`
    says that 0 is white.
    """

    data: bytes
    coding: Coding
    width: int
    height: int
    channels: int
    bits: int
    place: Affine
    fax: tuple[tuple[str, int | bool], ...] = ()
    shared: bytes | None = None
    inverted: bool = False


def pixels_to_stream(pixels: Pixels, place: Affine = WHOLE_PAGE) -> ImageStream:
    """(H, W, 3) uint8 RGB as JPEG; without loss where all is black or white."""
    if int((pixels.max(axis=2) - pixels.min(axis=2)).max()) > _COLOURLESS:
        return _jpeg(Image.fromarray(pixels), place, 3)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if bool(((grey <= _NEARLY) | (grey >= 255 - _NEARLY)).all()):
        return bits_to_stream(Image.fromarray(grey > 127), place)
    return _jpeg(Image.fromarray(np.asarray(grey, np.uint8)), place, 1)


def bits_to_stream(image: Image.Image, place: Affine = WHOLE_PAGE) -> ImageStream:
    """An image of mode "1" without loss: as fax, or, where dots make that larger, as ZIP does."""
    flat = zlib.compress(image.tobytes())
    coded = io.BytesIO()
    # What TIFF calls 1 is coded as black: ink, of which there is less.
    strip = -(-image.width // 8) * image.height
    ImageChops.invert(image).save(coded, "TIFF", compression="group4", strip_size=strip)
    with TiffImagePlugin.TiffImageFile(io.BytesIO(coded.getvalue())) as tiff:
        (start,), (length,) = tiff.tag_v2[_STRIP_OFFSETS], tiff.tag_v2[_STRIP_BYTES]
    data = coded.getvalue()[start : start + length]
    if len(flat) < len(data):
        return ImageStream(flat, Coding.FLATE, image.width, image.height, 1, 1, place)
    parameters = (("K", -1), ("Columns", image.width), ("Rows", image.height))
    stream = ImageStream(data, Coding.FAX, image.width, image.height, 1, 1, place)
    return replace(stream, fax=parameters)


def _jpeg(image: Image.Image, place: Affine, channels: int) -> ImageStream:
    coded = io.BytesIO()
    image.save(coded, "JPEG", quality=_QUALITY, optimize=True)
    return ImageStream(coded.getvalue(), Coding.JPEG, image.width, image.height, channels, 8, place)
