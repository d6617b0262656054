"""A box read again: its lines are found, borders are none, and the results fit our interface."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from annotations.crops import Crop
from annotations.errors import UnknownRegionError
from annotations.labels import Label
from annotations.reread import ReadAgain, read_box, text_lines
from annotations.reread_region import AskedRegion, asked_region, read_region
from annotations.results import read_results
from annotations.runs import Run
from annotations.workspace import Workspace
from extractor.document import Page, Pixels, Quads, TextSource, Word
from extractor.engines import Engines
from extractor.geometry import BBox
from extractor.record import Classification, Record
from tests.annotations.shown import (
    LEVEL3,
    VALUE,
    cell_at,
    interface,
    results_of,
    river_run,
    sheet_of,
)

DPI = 144.0
CROP = Crop(1, (0.0, 0.0, 200.0, 100.0), 400, 200, "p.jpg")


def drawn(*lines: str, border: int = 0, size: int = 24) -> Pixels:
    """Lines of text on a cell of 400 by 200 pixels, with or without a border around it."""
    picture = Image.new("RGB", (400, 200), (246, 246, 244))
    pen = ImageDraw.Draw(picture)
    if border:
        pen.rectangle((1, 1, 398, 198), outline=(30, 30, 30), width=border)
    for number, line in enumerate(lines):
        pen.text((40, 30 + 40 * number), line, (20, 20, 20), ImageFont.load_default(size))
    return np.asarray(picture)


class Echo:
    """An engine that reads a line as its number and height."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.lines: list[Quads] = []

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        assert page.image is not None
        self.lines.append(lines)
        points = 72.0 / page.image.dpi
        return tuple(
            Word(
                text,
                BBox(*(float(edge) * points for edge in (*quad[0], *quad[2]))),
                0.9 - 0.1 * number,
                TextSource.OCR,
            )
            for number, (text, quad) in enumerate(zip(self.texts, lines, strict=True))
        )


@pytest.mark.parametrize("border", [0, 2, 4])
def test_each_line_is_found_and_a_border_is_none(border: int) -> None:
    lines = text_lines(drawn("Roads of 12 km", "and 3 bridges", border=border), DPI)
    assert lines.shape == (2, 4, 2)
    for quad in lines:
        assert 36 <= quad[0][0] <= 42
        assert 15 <= quad[2][1] - quad[0][1] <= 36


def test_blank_paper_and_a_border_alone_hold_no_line() -> None:
    assert text_lines(drawn(border=3), DPI).shape == (0, 4, 2)
    assert read_box(drawn(border=3), CROP, CROP.box, Echo()) == ReadAgain("", 0.0)


def test_strokes_of_one_character_stay_together() -> None:
    pixels = np.full((60, 60, 3), 250, np.uint8)
    pixels[12:15, 20:40] = pixels[24:27, 22:38] = pixels[37:40, 16:44] = 10  # 三
    beside = pixels.copy()
    beside[10:42, 46:50] = 10  # and a slim character as high as a line
    assert text_lines(beside, DPI).shape == (1, 4, 2)


def test_lines_are_joined_as_a_reader_would(tmp_path: Path) -> None:
    found = read_box(drawn("abc", "def"), CROP, CROP.box, Echo("整治河道", "长度"))
    assert found == ReadAgain("整治河道长度", 0.8)


def test_only_the_box_is_read_and_only_what_the_picture_shows() -> None:
    engine = Echo("one")
    pixels = drawn("first", "second")
    read_box(pixels, CROP, (-50.0, 30.0, 900.0, 60.0), engine)
    (lines,) = engine.lines
    assert lines.shape == (1, 4, 2)
    assert read_box(pixels, CROP, (500.0, 10.0, 600.0, 20.0), Echo()) == ReadAgain("", 0.0)


class Knows:
    """A matcher that takes every indicator for one concept."""

    def __init__(self) -> None:
        self.taxonomy = interface().taxonomy
        self.version = "fake-1"
        self.asked: list[Record] = []

    def match(self, record: Record) -> Record:
        from dataclasses import replace

        self.asked.append(record)
        known = Classification("QTY-020", "", None, None, True, 0.77)
        rows = tuple(replace(row, classification=known) for row in record.indicators)
        return replace(record, indicators=rows)


class Shelf:
    """A run whose first picture holds two lines of ink, and what Label Studio sends of it."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder)
        self.run, files = river_run()
        self.workspace.runs.put(self.run)
        for name in files:
            path = self.workspace.pages / name
            path.parent.mkdir(parents=True, exist_ok=True)
            crop = next(c for s in self.run.sheets for c in s.crops if c.image == name)
            pixels = np.full((crop.height, crop.width, 3), 250, np.uint8)
            pixels[::4, ::3] = 0
            Image.fromarray(pixels).save(path, "PNG")
        self.matcher = Knows()

    @property
    def task(self) -> dict[str, object]:
        return {"id": 5, "data": {"run": self.run.id, "form": 0, "pages": ["…"]}}

    def read(self, path: str, *texts: str) -> tuple[str, list[dict[str, object]]]:
        cell = cell_at(self.run, path)
        context = [r for r in results_of(self.run) if r.get("id") == cell]
        asked = asked_region(self.task, context)
        engines = Engines(ocr=One(texts[0]), matcher=self.matcher)
        return cell, read_region(asked, self.workspace, engines, interface())


class One:
    """An engine that reads one word, whatever is there."""

    def __init__(self, text: str) -> None:
        self.text = text

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        return (Word(self.text, BBox(1, 1, 9, 9), 0.66, TextSource.OCR),)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def _read_back(run: Run, results: object) -> tuple[dict[str, str], list[str]]:
    read = read_results(results, sheet_of(run).crops, interface())
    return {k: r.text for k, r in read.cells.items()}, [r.reason for r in read.refusals]


def test_a_value_is_answered_by_its_text_and_confidence(shelf: Shelf) -> None:
    cell, results = shelf.read(VALUE, "≥13公里")
    assert _read_back(shelf.run, results) == ({cell: "≥13公里"}, [])
    assert {r["score"] for r in results} == {0.66}
    assert shelf.matcher.asked == []
    before = next(r for r in results_of(shelf.run) if r.get("id") == cell)
    assert all(r["value"]["x"] == before["value"]["x"] for r in results)  # type: ignore[index]


def test_an_indicator_is_answered_with_its_concept_in_its_row(shelf: Shelf) -> None:
    cell, results = shelf.read(LEVEL3, "整治河道里程")
    read = read_results(results, sheet_of(shelf.run).crops, interface())
    assert read.cells[cell].concept == "QTY-020"
    assert [r["score"] for r in results if r["type"] == "taxonomy"] == [0.77]
    (record,) = shelf.matcher.asked
    row = record.indicators[0].row
    assert row.level3 is not None
    assert row.level3.text == "整治河道里程"
    assert row.value is not None  # what stands beside it helps to know it


def test_a_drawn_box_without_label_is_unassigned(shelf: Shelf) -> None:
    value = {"x": 10, "y": 10, "width": 20, "height": 5}
    asked = asked_region(shelf.task, [{"id": "New1", "value": value, "type": "rectangle"}])
    assert (asked.label, asked.id, asked.percent) == ("unassigned", "New1", (10, 10, 20, 5))


NAN = float("nan")


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"x": 1, "y": 1, "width": 5},
        {"x": 1, "y": 1, "width": 0, "height": 5},
        {"x": 101, "y": 1, "width": 5, "height": 5},
        {"x": NAN, "y": 1, "width": 5, "height": 5},
        {"x": "1", "y": 1, "width": 5, "height": 5},
        {"x": 1, "y": 1, "width": 5, "height": 5, "rotation": 30},
    ],
)
def test_what_is_no_box_is_refused(shelf: Shelf, value: object) -> None:
    with pytest.raises(UnknownRegionError):
        asked_region(shelf.task, [{"id": "a", "value": value}])


@pytest.mark.parametrize(
    "task", [None, [], {}, {"data": None}, {"data": {"run": 3, "form": 0}}, {"data": {"run": "r1"}}]
)
def test_what_names_no_sheet_is_refused(task: object) -> None:
    box = {"x": 1, "y": 1, "width": 5, "height": 5}
    with pytest.raises(UnknownRegionError):
        asked_region(task, [{"id": "a", "value": box}])


@pytest.mark.parametrize(
    ("run", "form", "picture"), [("../../etc", 0, 0), ("rffff", 0, 0), ("", 9, 0), ("", 0, 99)]
)
def test_what_is_not_stored_is_refused(shelf: Shelf, run: str, form: int, picture: int) -> None:
    asked = AskedRegion(run or shelf.run.id, form, picture, (1.0, 1.0, 5.0, 5.0), "value", "a")
    with pytest.raises(UnknownRegionError):
        read_region(asked, shelf.workspace, Engines(ocr=One("x")), interface())


@pytest.mark.parametrize("number", [10**400, -(10**400), float("nan"), float("inf"), "5", None, []])
@pytest.mark.parametrize("side", ["x", "y", "width", "height"])
def test_a_side_that_is_no_number_is_no_box(side: str, number: object) -> None:
    box = {"x": 1.0, "y": 1.0, "width": 5.0, "height": 5.0} | {side: number}
    task = {"data": {"run": "r1", "form": 0}}
    with pytest.raises(UnknownRegionError):
        asked_region(task, [{"id": "a", "value": box}])


@pytest.mark.parametrize("value", ["text", ["list"], 5, None, True])
def test_other_results_of_a_region_may_be_anything(value: object) -> None:
    task = {"data": {"run": "r1", "form": 0}}
    box = {"x": 1e-300, "y": -1e308, "width": 1e308, "height": 1.5e308}
    asked = asked_region(task, [{"id": "a", "value": value}, {"id": "a", "value": box}])
    assert asked.label == Label.UNASSIGNED.value
    assert asked.percent == (1e-300, 0.0, 100.0, 100.0)


@pytest.mark.parametrize("identity", ["\ud800", {"a": [1]}, 10**400, "", None, "x" * 10_000])
def test_an_id_that_cannot_be_sent_is_not_sent(identity: object) -> None:
    task = {"data": {"run": "r1", "form": 0}}
    box = {"x": 1.0, "y": 1.0, "width": 5.0, "height": 5.0}
    asked = asked_region(task, [{"id": identity, "value": box}])
    assert asked.id
    assert len(asked.id.encode()) <= 100
