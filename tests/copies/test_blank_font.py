"""The font of invisible words is what it is said to be made of."""

import io

from fontTools.ttLib import TTFont

from tests.copies.blank_font import FILE, WIDTHS, blank_font


def test_the_file_is_what_is_made() -> None:
    assert FILE.read_bytes() == blank_font()


def test_its_letters_have_the_widths_they_are_laid_out_by_and_no_area() -> None:
    font = TTFont(io.BytesIO(FILE.read_bytes()))
    assert font["head"].unitsPerEm == 1000
    for name, width in WIDTHS.items():
        assert font["hmtx"][name] == (width, 0)
        coordinates, ends, _ = font["glyf"][name].getCoordinates(font["glyf"])
        assert (len(coordinates), ends) == (2, [1])
