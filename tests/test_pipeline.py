"""From bytes to an extraction."""

import io

import pytest
from openpyxl import Workbook

from extractor import pipeline
from extractor.document import Page
from extractor.engines import default_engines
from extractor.errors import UnreadableFileError
from extractor.lost_pages import LostPages
from extractor.pipeline import Options, extract_document

TEXT = (
    "项目支出绩效目标表\n(2024年度)\n\n项目名称\t泵站改造\n项目资金(万元)\t年度资金总额\t30\n"
    "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t泵站\t≥2座\n"
)


def extract(data: bytes, name: str = "form"):
    return extract_document(data, name, default_engines(), Options())


def test_text_becomes_a_record():
    (record,) = extract(TEXT.encode()).records
    assert record.year == 2024
    assert str(record.funding[0].amount_yuan) in ("300000", "300000.00")
    assert record.indicators[0].normalized.numbers == ("2",)


def test_a_workbook_says_the_same_as_the_text():
    book = Workbook()
    sheet = book.active
    for line in TEXT.splitlines():
        sheet.append(line.split("\t") if line else [])
    stored = io.BytesIO()
    book.save(stored)
    (from_text,), (from_book,) = extract(TEXT.encode()).records, extract(stored.getvalue()).records
    assert [i.row.level3.text for i in from_book.indicators] == ["泵站"]
    assert [f.amount_yuan for f in from_book.funding] == [f.amount_yuan for f in from_text.funding]


def test_a_file_without_a_form_has_a_finding():
    extraction = extract("关于召开会议的通知\n请准时参加。\n".encode())
    assert extraction.records == ()
    assert [f.rule for f in extraction.findings] == ["document.no_form"]


class Pages:
    """Pages of a document whose second page is broken."""

    def __init__(self, broken: set[int], count: int) -> None:
        self._broken, self._numbers = broken, iter(range(1, count + 1))

    def __iter__(self):
        return self

    def __next__(self) -> Page:
        number = next(self._numbers)
        if number in self._broken:
            raise UnreadableFileError("damaged")
        return Page(number, 595.0, 842.0)


def test_a_broken_page_is_a_finding_and_the_others_go_on():
    lost = LostPages(3)
    assert [p.number for p in lost.readable(Pages({2}, 3))] == [1, 3]
    lost.raise_if_all()
    (finding,) = lost.findings()
    assert finding.rule == "document.page_unreadable"
    assert finding.evidence[0].where[0].page == 2


def test_pages_behind_the_time_limit_are_named():
    lost = LostPages(5)
    assert len(list(lost.readable(Pages(set(), 2)))) == 2
    assert [f.rule for f in lost.findings()] == ["document.pages_not_read"]


def test_a_document_without_a_readable_page_is_an_error():
    lost = LostPages(2)
    assert list(lost.readable(Pages({1, 2}, 2))) == []
    with pytest.raises(UnreadableFileError):
        lost.raise_if_all()


def test_a_page_with_a_text_layer_is_not_recognised():
    page = Page(1, 595.0, 842.0)
    assert pipeline.read_page(page, default_engines()) is page
