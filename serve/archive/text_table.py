"""Rows as lines of a terminal, their columns below each other."""

from collections.abc import Iterator, Sequence

from extractor.export.terminal_text import display_width, printable

_MOST_WIDE = 40


def table_lines(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """A line of names, one below it, and one a row; long values are cut off."""
    cells = [list(columns), *([_cell(value) for value in row] for row in rows)]
    widths = [max(display_width(line[place]) for line in cells) for place in range(len(columns))]
    for number, line in enumerate(cells):
        padded = (
            text + " " * (width - display_width(text))
            for text, width in zip(line, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def _cell(value: object) -> str:
    text = printable("" if value is None else str(value))
    return text if len(text) <= _MOST_WIDE else text[: _MOST_WIDE - 1] + "…"
