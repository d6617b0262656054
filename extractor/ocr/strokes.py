"""A lone slash told by its shape: the recogniser, without neighbours to compare, says 1 or 一."""

import numpy as np

from extractor.document import Pixels

_DARK = 60
_LEAST_SLANT = 0.25
"""Leftward run per height from which a stroke is a slash; a slanted 1 has 0.2."""
_STRAIGHT = 0.055
"""Greatest spread of the ink around its own straight line, per height of the crop."""
_LEAST_HEIGHT = 0.35


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
