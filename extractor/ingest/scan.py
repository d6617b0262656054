"""Image files. These functions run in the decoder's child process, on a path of its own."""

import struct
from functools import lru_cache

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError
from PIL.BmpImagePlugin import BmpImageFile, DibImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from extractor.document import Page, PageImage
from extractor.errors import PageTooLargeError, TooManyPagesError, UnreadableFileError
from extractor.ingest.kept_files import let_go_with_document
from extractor.ingest.legible import legible
from extractor.ingest.limits import Limits

_A4_INCHES = 297 / 25.4
_PLAUSIBLE_DPI = (72.0, 1200.0)
_LOWEST_GUESS_DPI = 36.0
_PLAUSIBLE_INCHES = (4.0, 48.0)
# No other format is ever tried.
_READERS = (
    PngImageFile,
    JpegImageFile,
    TiffImageFile,
    BmpImageFile,
    DibImageFile,
    WebPImageFile,
)
_DEEP_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
_DEEP_RANGE = 65_535
_REDUCIBLE = frozenset({"L", "RGB", "RGBA", "CMYK", "LA", "YCbCr"})
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SWAPPING = frozenset(
    {
        Image.Transpose.TRANSPOSE,
        Image.Transpose.ROTATE_270,
        Image.Transpose.TRANSVERSE,
        Image.Transpose.ROTATE_90,
    }
)


def count_frames(path: str, max_pages: int) -> int:
    """Number of pages: the frames of a TIFF, else 1.

    Raises UnreadableFileError, TooManyPagesError.
    """
    image = _open(path)
    if image.format != "TIFF":
        return 1
    count = 1
    while _has_frame(image, count):
        count += 1
        if count > max_pages:
            raise TooManyPagesError(
                f"超过 {max_pages} 页。 The TIFF has more than {max_pages} pages."
            )
    return count


def read_image(path: str, number: int, limits: Limits) -> Page:
    """One frame (1-based) as a page, upright by its EXIF tag.

    Raises PageTooLargeError, UnreadableFileError.
    """
    image = _frame_image(path, number, limits)
    return Page(number, image.width, image.height, image=legible(image))


def render_image(path: str, number: int, dpi: float, limits: Limits) -> PageImage:
    """One frame (1-based) at `dpi` or less: pixels are never made up.

    Raises PageTooLargeError, UnreadableFileError.
    """
    image = _frame_image(path, number, limits)
    if image.dpi <= dpi:
        return image
    scale = dpi / image.dpi
    height, width = image.pixels.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    smaller = Image.fromarray(image.pixels).resize(size, Image.Resampling.BOX)
    return PageImage(np.asarray(smaller, np.uint8), size[0] * image.dpi / width)


def frame_bits(path: str, number: int, limits: Limits) -> Image.Image | None:
    """One frame (1-based) that has two shades only, with all its pixels and upright; None for
    others, and for those that have more pixels than are ever decoded.

    Raises UnreadableFileError.
    """
    image = _frame(path, number)
    if image.mode != "1" or image.width * image.height > limits.max_pixels:
        return None
    image.load()
    turn = _turn(image)
    return image if turn is None else image.transpose(turn)


def jpeg_turn(path: str) -> Image.Transpose | None:
    """What makes the picture of a JPEG file upright by its EXIF tag."""
    image = _open(path)
    _open.cache_clear()
    with image:
        return _turn(image)


@lru_cache(maxsize=1)
def _open(path: str) -> Image.Image:
    # The pixels are counted here, against the limit of the caller.
    Image.MAX_IMAGE_PIXELS = None
    try:
        return Image.open(path, formats=[reader.format for reader in _READERS])
    except UnidentifiedImageError:
        raise UnreadableFileError("图像损坏。 The image is damaged.") from None


let_go_with_document(_open.cache_clear)


def _has_frame(image: Image.Image, index: int) -> bool:
    try:
        image.seek(index)
    except EOFError:
        return False
    return True


def _frame(path: str, number: int) -> Image.Image:
    image = _open(path)
    if getattr(image, "n_frames", 1) == 1 or image.format != "TIFF":
        # Loading changes such an image for good (it is reduced, its file closed).
        _open.cache_clear()
    elif not _has_frame(image, number - 1):
        raise UnreadableFileError(f"第 {number} 页不存在。 There is no page {number}.")
    return image


def _frame_image(path: str, number: int, limits: Limits) -> PageImage:
    image = _frame(path, number)
    across, down = _resolution(image)
    width, height = image.size
    try:
        upright = _in_colour(_reduced(image, limits))
        turn = _turn(image)
        if turn is not None:
            upright = upright.transpose(turn)
            if turn in _SWAPPING:
                width, height, across, down = height, width, down, across
        shrink = min(1.0, limits.max_side / max(width, height * across / down))
        size = (max(1, round(width * shrink)), max(1, round(height * shrink * across / down)))
        if upright.size != size:
            upright = upright.resize(size, Image.Resampling.BICUBIC)
        return PageImage(np.array(upright, np.uint8), across * size[0] / width)
    except MemoryError as error:
        raise PageTooLargeError("图像过大。 The image is too large for the memory.") from error


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Dots per inch along x and y: the file's, or those that make it as long as A4 paper; a small
    picture is no whole page."""
    guessed = max(_LOWEST_GUESS_DPI, max(image.size) / _A4_INCHES)
    try:
        across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        across = down = 0.0
    low, high = _PLAUSIBLE_DPI
    if low <= across <= high and low <= down <= high:
        inches = max(image.width / across, image.height / down)
        if _PLAUSIBLE_INCHES[0] <= inches <= _PLAUSIBLE_INCHES[1]:
            return across, down
    return guessed, guessed


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What makes the image upright by its EXIF tag; TIFF frames are turned when they load."""
    if image.format == "TIFF":
        return None
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except (SyntaxError, ValueError, OSError, struct.error, KeyError, TypeError, IndexError):
        return None
    return _UPRIGHT.get(orientation)


def _reduced(image: Image.Image, limits: Limits) -> Image.Image:
    """The decoded image, already smaller where it can be had smaller. Raises PageTooLargeError."""
    longer = max(image.size)
    if longer > limits.max_side:
        share = limits.max_side / longer
        image.draft(None, (int(image.width * share), int(image.height * share)))
    pixels = image.width * image.height
    if pixels > limits.max_pixels:
        raise PageTooLargeError(
            f"图像 {image.width}×{image.height} 像素过大。 "
            f"The image has {pixels} pixels, limit {limits.max_pixels}."
        )
    image.load()
    factor = max(image.size) // limits.max_side
    if image.mode == "1" and factor > 1:
        image = image.convert("L")
    if factor > 1 and image.mode in _REDUCIBLE:
        return image.reduce(factor)
    return image


def _in_colour(image: Image.Image) -> Image.Image:
    """Any mode → RGB; what is transparent becomes white."""
    if image.mode in _DEEP_MODES:
        values = np.asarray(image, np.float32)
        peak = _DEEP_RANGE if image.mode.startswith("I;16") else float(values.max(initial=0))
        scaled = values * (255.0 / peak) if peak > 255 else values
        return Image.fromarray(np.clip(scaled, 0, 255).astype(np.uint8)).convert("RGB")
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image.convert("RGB")
