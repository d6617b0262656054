"""How `extractor/copies/blank.ttf` is made: three glyphs without ink, of two widths.

`python -m tests.copies.blank_font` writes it again.
"""

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

FILE = Path(__file__).parents[2] / "extractor/copies/blank.ttf"
ASCENT, DESCENT = 880, -120
NAME = "JixiaoBlank"
WIDTHS = {".notdef": 1000, "wide": 1000, "narrow": 500}


def blank_font() -> bytes:
    font = FontBuilder(unitsPerEm=1000, isTTF=True)
    font.setupGlyphOrder(list(WIDTHS))
    font.setupCharacterMap({0x3000: "wide", 0x20: "narrow"})
    font.setupGlyf({name: _glyph(width) for name, width in WIDTHS.items()})
    font.setupHorizontalMetrics({name: (width, 0) for name, width in WIDTHS.items()})
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    names = {"familyName": NAME, "styleName": "Regular", "fullName": NAME, "psName": NAME}
    font.setupNameTable(names, mac=False)
    font.setupOS2(
        sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT
    )
    font.setupPost(isFixedPitch=0)
    font.updateHead(created=0, modified=0)
    font.font.recalcTimestamp = False
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()


def _glyph(width: int) -> Glyph:
    """A line there and back: it has no area, but readers mark what is selected by its height."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, DESCENT))
    pen.lineTo((width, ASCENT))
    pen.closePath()
    return pen.glyph()


if __name__ == "__main__":
    FILE.write_bytes(blank_font())
