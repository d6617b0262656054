"""A stored page image with the record drawn on it, as JPEG."""

import io
from typing import Any

import numpy as np
from PIL import Image

from extractor.document import PageImage
from extractor.export.contract_reading import dict_to_extraction
from extractor.export.overlay import draw_overlay
from serve.store.pages import PageRow

_POINTS_PER_INCH = 72.0
_QUALITY = 85


def draw_page(picture: bytes, page: PageRow, record: dict[str, Any]) -> bytes:
    """Draw a record of the contract on its page.

    Args:
        picture: the stored image of the upright page.
        page: its row; its width in points and pixels tell the resolution.
        record: the contract's JSON object.
    """
    with Image.open(io.BytesIO(picture)) as image:
        pixels = np.asarray(image.convert("RGB"))
    dpi = pixels.shape[1] * _POINTS_PER_INCH / page.width
    records = dict_to_extraction(record).records
    drawn = draw_overlay(PageImage(pixels, dpi), records, page.number)
    target = io.BytesIO()
    drawn.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()
