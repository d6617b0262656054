"""The picture of a page of an image file as it is stored. Runs in the decoder's child process."""

from pathlib import Path

from PIL import Image

from extractor.ingest.affine import Affine
from extractor.ingest.image_streams import (
    WHOLE_PAGE,
    Coding,
    ImageStream,
    bits_to_stream,
    pixels_to_stream,
)
from extractor.ingest.jpeg_stream import jpeg_head
from extractor.ingest.limits import Limits
from extractor.ingest.scan import frame_bits, jpeg_turn, read_image

_TURNED = {
    None: Affine(),
    Image.Transpose.FLIP_LEFT_RIGHT: Affine(-1, 0, 0, 1, 1, 0),
    Image.Transpose.ROTATE_180: Affine(-1, 0, 0, -1, 1, 1),
    Image.Transpose.FLIP_TOP_BOTTOM: Affine(1, 0, 0, -1, 0, 1),
    Image.Transpose.TRANSPOSE: Affine(0, -1, -1, 0, 1, 1),
    Image.Transpose.ROTATE_270: Affine(0, -1, 1, 0, 0, 1),
    Image.Transpose.TRANSVERSE: Affine(0, 1, 1, 0, 0, 0),
    Image.Transpose.ROTATE_90: Affine(0, 1, -1, 0, 1, 0),
}
"""What the turns of EXIF do to the unit square, y upwards."""


def frame_picture(path: str, number: int, limits: Limits) -> tuple[ImageStream, ...]:
    """One frame (1-based), upright by its EXIF tag: a JPEG file as it is, black and white without
    loss, else JPEG. None of a picture that is too small to show a character.

    Raises PageTooLargeError, UnreadableFileError.
    """
    data = Path(path).read_bytes()
    head = jpeg_head(data)
    if head is not None and head.bits == 8 and head.channels in (1, 3):
        place = _TURNED[jpeg_turn(path)].then(WHOLE_PAGE)
        size = (head.width, head.height)
        return (ImageStream(data[: head.end], Coding.JPEG, *size, head.channels, 8, place),)
    bits = frame_bits(path, number, limits)
    if bits is not None:
        return (bits_to_stream(bits),)
    image = read_image(path, number, limits).image
    return () if image is None else (pixels_to_stream(image.pixels),)
