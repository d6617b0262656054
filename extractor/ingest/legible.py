"""Pictures in which nothing can be read: too small for a character, or too coarse."""

from extractor.document import PageImage
from extractor.errors import PageTooLargeError

# Pixels: no character is smaller.
_SMALLEST_SIDE = 8
# Dots per inch: text of 12 points is three pixels high.
_COARSEST_DPI = 18.0


def legible(image: PageImage) -> PageImage | None:
    """The picture of a page; None where it is too small to show a character.

    Raises PageTooLargeError for a page so large that its picture, bounded in pixels, is too coarse
    to be read.
    """
    if min(image.pixels.shape[:2]) < _SMALLEST_SIDE:
        return None
    if image.dpi < _COARSEST_DPI:
        raise PageTooLargeError(
            f"页面过大，只能渲染到 {image.dpi:.3g} dpi。 "
            f"The page is so large that it is rendered at {image.dpi:.3g} dpi only."
        )
    return image
