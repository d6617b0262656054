"""Signs told by their shape: a lone slash, which the recogniser takes for 1 or 一, and the bar of
a slanted ≥ or ≤, which it leaves out."""

import numpy as np

from extractor.document import Pixels

_DARK = 60
_LEAST_SLANT = 0.25
"""Leftward run per height from which a stroke is a slash; a slanted 1 has 0.2."""
_STRAIGHT = 0.055
"""Greatest spread of the ink around its own straight line, per height of the crop."""
_LEAST_HEIGHT = 0.35
_ARMS = (0.1, 0.4)
"""Shares of a sign's width, from where its arms begin, within which they stand clear."""
_NARROWEST, _WIDEST = 0.25, 1.1
"""Width of > over the height of its line."""
_BARRED = {">": "≥", "＞": "≥", "<": "≤", "＜": "≤"}


def is_slash(crop: Pixels) -> bool:
    """Whether the ink of an RGB crop is one straight stroke from lower left to upper right."""
    gray = crop.min(axis=2)
    ink = gray < float(np.percentile(gray, 90)) - _DARK
    rows, columns = np.nonzero(ink)
    height = crop.shape[0]
    if len(rows) < 6 or np.ptp(rows) < _LEAST_HEIGHT * height:
        return False
    slope, start = np.polyfit(rows, columns, 1)
    spread = float(np.std(columns - (slope * rows + start)))
    # The hook of a √ or the flag of a 1 shows as rows with two runs of ink, or none between.
    runs = np.count_nonzero(np.diff(ink.astype(np.int8), axis=1, prepend=0) == 1, axis=1)
    single = float((runs[rows.min() : rows.max() + 1] == 1).mean())
    return bool(-slope >= _LEAST_SLANT and spread <= _STRAIGHT * height and single > 0.95)


def with_bar(crop: Pixels, text: str) -> str:
    """The text of an RGB crop, its leading > or < as ≥ or ≤ where a bar is drawn under it."""
    barred = _BARRED.get(text[:1])
    if barred is None or text[1:2] in ("=", "＝", barred):
        return text
    gray = crop.min(axis=2)
    ink = gray < float(np.percentile(gray, 90)) - _DARK
    columns = ink.any(axis=0)
    ends = np.flatnonzero(np.diff(columns.astype(np.int8), prepend=0, append=0))
    if len(ends) < 2:
        return text
    sign = ink[:, ends[0] : ends[1]]
    if barred == "≤":
        sign = sign[:, ::-1]
    width = sign.shape[1]
    if not _NARROWEST * crop.shape[0] <= width <= _WIDEST * crop.shape[0]:
        return text
    arms = sign[:, round(_ARMS[0] * width) : round(_ARMS[1] * width)]
    strokes = np.count_nonzero(np.diff(arms.astype(np.int8), axis=0, prepend=0) == 1, axis=0)
    return barred + text[1:] if float(np.median(strokes)) == 3 else text
