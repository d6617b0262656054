"""Text and tables far larger than a form's: refused by a limit, or cut into lines, in time."""

import io
import time
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest

from extractor.errors import TooLargeError
from extractor.grid import Grid, Sheet, TextLine
from extractor.ingest import Decoder, Limits, open_document

ReadSheet = Callable[[bytes], Sheet]


def refused(data: bytes, decoder: Decoder, limits: Limits | None = None) -> TooLargeError:
    with (
        pytest.raises(TooLargeError) as caught,
        open_document(data, "long", limits or Limits(), decoder),
    ):
        pass
    return caught.value


def test_line_of_megabytes_is_cut_without_loss(read_sheet: ReadSheet) -> None:
    text = "产出指标 数量指标 " * 100_000
    lines = read_sheet(text.encode()).blocks
    assert len(lines) > 1
    assert "".join(line.text for line in lines if isinstance(line, TextLine)) == text.strip()


def test_cell_of_megabytes(decoder: Decoder) -> None:
    cell = "管" * 1_000_000
    assert "1000000" in str(refused(f"产出指标\t{cell}\n".encode(), decoder))
    assert "1000000" in str(refused(f"<table><tr><td>产出指标<td>{cell}</table>".encode(), decoder))


@pytest.mark.parametrize(
    "data",
    [
        b"a\n" * 3_000_000,
        b"a" + b"\t" * 6_000_000,
        b"a\tb\tc\td\n" * 100_000,
        b"-|" * 500_000 + b"x",
    ],
    ids=["lines", "tabs", "rows", "pipes"],
)
def test_too_many_cells_of_text(decoder: Decoder, data: bytes) -> None:
    assert "250000" in str(error := refused(data, decoder)) or "1000000" in str(error)


def test_too_many_cells_of_office_files(decoder: Decoder) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for _ in range(30):
        book.active.append(["一", "二", "三"])
    stored = io.BytesIO()
    book.save(stored)
    limits = replace(Limits(), max_cells=50)
    rows = b"<table>" + b"<tr><td>a<td>b" * 30 + b"</table>"
    for data in (stored.getvalue(), rows):
        assert "50" in str(refused(data, decoder, limits))


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 3_000_000 + "b\n",
        '"' + "a" * 3_000_000,
        ',"' * 1_000_000,
        "a |" + " " * 200_000 + "b\n" + "c | d\n" * 9,
    ],
    ids=["spaces", "open quote", "quotes", "spaces beside pipes"],
)
def test_no_pattern_stalls_on_long_lines(read_sheet: ReadSheet, text: str) -> None:
    started = time.process_time()
    assert read_sheet(text.encode()).blocks
    assert time.process_time() - started < 8


def test_hundred_thousand_tabs_in_a_line(read_sheet: ReadSheet) -> None:
    (grid,) = read_sheet(("项目名称\t公厕\n甲" + "\t" * 100_000 + "乙\n").encode()).blocks
    assert isinstance(grid, Grid)
    assert {cell.text for cell in grid.cells} == {"项目名称", "公厕", "甲", "乙", ""}
