"""Where a JPEG stream ends and what it holds, without decoding it."""

import re
import struct
from dataclasses import dataclass

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive: what every reader of PDF knows."""
_OTHER_FRAMES = frozenset(range(0xC3, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_NEXT = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")


@dataclass(frozen=True, slots=True)
class JpegHead:
    """Size in pixels, colour channels, bits a channel, and where the stream ends: cameras append
    further pictures."""

    width: int
    height: int
    channels: int
    bits: int
    end: int


def jpeg_head(data: bytes) -> JpegHead | None:
    """What the stream at the beginning of `data` holds; None where it is damaged, cut off, or of a
    kind that not every reader knows (lossless, arithmetic)."""
    if data[:2] != bytes((0xFF, _START)):
        return None
    place, frame = 2, None
    while found := _NEXT.match(data, place):
        marker, place = found[1][0], found.end()
        if marker == _END:
            return None if frame is None else JpegHead(*frame, place)
        if marker in _BARE:
            continue
        if marker in _OTHER_FRAMES or place + 2 > len(data):
            return None
        (length,) = struct.unpack_from(">H", data, place)
        if marker in _FRAMES:
            frame = _frame(data, place + 2)
        place += length
        if marker == _SCAN:
            after = _NEXT.search(data, place)
            if after is None:
                return None
            place = after.start()
    return None


def _frame(data: bytes, place: int) -> tuple[int, int, int, int] | None:
    if place + 6 > len(data):
        return None
    bits, height, width, channels = struct.unpack_from(">BHHB", data, place)
    return (width, height, channels, bits) if width and height else None
