"""The font of invisible words: letters without ink, as many as a document has characters."""

import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby

from pikepdf import Array, Dictionary, Name, Pdf, Stream

NAME = "JixiaoBlank"
ASCENT, DESCENT = 0.88, 0.12
"""Of a letter, in its height."""
_WIDE, _NARROW = 1000, 500
_GLYPHS = {_WIDE: 1, _NARROW: 2}
_MOST = 0xFFFF
_BLOCK = 100
"""Entries in one block of a character map."""
_OUTSIDE = frozenset({"\ufeff", "\ufffe", "\uffff"})
_MAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_MAP_TAIL = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class BlankLetters:
    """Numbers the characters of a document as they come; the font follows from them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def coded(self, text: str) -> tuple[bytes, float]:
        """A text as it is shown, two bytes a character, and how wide it is in the height of its
        letters; what no text holds is left out."""
        numbers = [(self._number(letter), letter) for letter in text]
        coded = b"".join(number.to_bytes(2) for number, _ in numbers if number)
        return coded, sum(_width(letter) for number, letter in numbers if number) / _WIDE

    def font(self, pdf: Pdf) -> Dictionary:
        """The font as an object of `pdf`, embedded."""
        whole = files("extractor.copies").joinpath("blank.ttf").read_bytes()
        described = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(f"/{NAME}"),
            Flags=4,
            FontBBox=Array([0, -120, 1000, 880]),
            ItalicAngle=0,
            Ascent=880,
            Descent=-120,
            CapHeight=880,
            StemV=80,
            FontFile2=pdf.make_stream(whole, Dictionary(Length1=len(whole))),
        )
        letters = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(f"/{NAME}"),
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(described),
            DW=_WIDE,
            W=Array(list(self._narrow_runs())),
            CIDToGIDMap=self._glyphs(pdf),
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{NAME}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(letters)]),
            ToUnicode=pdf.make_stream(b"".join(self._map())),
        )
        return pdf.make_indirect(font)

    def _number(self, letter: str) -> int:
        """0 for what has no letter; the first is 1, for 0 is the letter of what is missing."""
        if unicodedata.category(letter) in ("Cc", "Cs", "Cn") or letter in _OUTSIDE:
            return 0
        if letter not in self._numbers and len(self._numbers) >= _MOST:
            return 0
        return self._numbers.setdefault(letter, len(self._numbers) + 1)

    def _glyphs(self, pdf: Pdf) -> Stream:
        glyphs = (_GLYPHS[_width(letter)] for letter in self._numbers)
        return pdf.make_stream(bytes(2) + b"".join(glyph.to_bytes(2) for glyph in glyphs))

    def _narrow_runs(self) -> Iterator[int]:
        """First, last and width of each run of narrow letters."""
        for width, run in groupby(self._numbers, _width):
            if width != _WIDE:
                found = [self._numbers[letter] for letter in run]
                yield from (found[0], found[-1], width)

    def _map(self) -> Iterator[bytes]:
        """Which character each letter stands for."""
        yield _MAP_HEAD
        entries = [
            f"<{number:04X}> <{letter.encode('utf-16-be').hex().upper()}>\n".encode()
            for letter, number in self._numbers.items()
        ]
        for start in range(0, len(entries), _BLOCK):
            block = entries[start : start + _BLOCK]
            yield b"%d beginbfchar\n" % len(block) + b"".join(block) + b"endbfchar\n"
        yield _MAP_TAIL


def _width(letter: str) -> int:
    if unicodedata.combining(letter):
        return _NARROW
    return _NARROW if unicodedata.east_asian_width(letter) in ("Na", "H", "N") else _WIDE
