"""The lines of judged cells: each with its pixels, what the recogniser makes of it, and its part of
the text that is printed."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from annotations.cell_pictures import CellPicture
from annotations.reread import text_lines
from extractor.document import Pixels
from extractor.look.quads import crop_line
from models.ocr.alignment import aligned_places, are_alike
from models.ocr.choices import LineChoices
from models.ocr.recogniser import ChoiceReader

_AT_ONCE = 200
"""Cells whose lines are read together: one width in one batch."""


@dataclass(frozen=True, slots=True, eq=False)
class CellLine:
    """A line of a cell, from 0; `printed` is its part of the cell's text, without spaces."""

    cell: CellPicture
    number: int
    pixels: Pixels
    choices: LineChoices
    printed: str


def cell_lines(cells: Iterator[CellPicture], reader: ChoiceReader) -> Iterator[CellLine]:
    """The lines of cells, read. Of a cell of several lines whose text is not like what is read
    there nothing comes: nobody knows which line says what.

    Raises:
        InferenceError: the runtime refused a batch.
    """
    for _, group in groupby(enumerate(cells), key=lambda item: item[0] // _AT_ONCE):
        own = [(cell, _line_crops(cell)) for _, cell in group]
        read = iter(reader.read([crop for _, crops in own for crop in crops]))
        for cell, crops in own:
            yield from _lines(cell, crops, [_plain(next(read)) for _ in crops])


def _line_crops(cell: CellPicture) -> list[Pixels]:
    return [crop_line(cell.pixels, quad) for quad in text_lines(cell.pixels, cell.dpi)]


def _lines(
    cell: CellPicture, crops: Sequence[Pixels], read: Sequence[LineChoices]
) -> Iterator[CellLine]:
    texts = [line.reading.text for line in read]
    parts = printed_parts(texts, cell.printed)
    for number, part in enumerate(parts):
        if part:
            yield CellLine(cell, number, crops[number], read[number], part)


def printed_parts(read: Sequence[str], printed: str) -> list[str]:
    """The part of a printed text that each line holds, as its characters were read on the lines;
    [] where several lines read otherwise. Only width and spaces are no difference."""
    text = "".join(printed.split())
    whole = "".join(read)
    if _folded(whole) == _folded(text):
        return list(read)
    if len(read) == 1:
        return [text]
    if not read or not are_alike(whole, text):
        return []
    where = dict(aligned_places(whole, text))
    edges, place = [0], 0
    for line in read[:-1]:
        place += len(line)
        if place not in where:
            return []
        edges.append(where[place])
    return [text[start:end] for start, end in pairwise([*edges, len(text)])]


def _plain(line: LineChoices) -> LineChoices:
    """The line without spaces, which nobody copies from paper."""
    text = line.reading.text
    kept = [place for place, character in enumerate(text) if not character.isspace()]
    if len(kept) == len(text):
        return line
    reading = replace(line.reading, text="".join(text[place] for place in kept))
    return LineChoices(reading, tuple(line.options[place] for place in kept))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
