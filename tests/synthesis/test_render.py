from io import BytesIO

import docx
import numpy as np
import openpyxl
import pypdfium2
import pytest

from tests.synthesis.forms import dual, record, single
from tests.synthesis.forms import entry as indicator
from training.synthesis.degrade import ScanStyle, scan_pages
from training.synthesis.html import sheet_to_html
from training.synthesis.layouts import record_to_sheet
from training.synthesis.office import row_heights, sheet_to_docx, sheet_to_xlsx
from training.synthesis.plans import FormLayout
from training.synthesis.render import (
    PdfEngine,
    images_to_pdf,
    jpegs_to_pdf,
    pdf_to_images,
    sheet_to_pdf,
)
from training.synthesis.style import Orientation, PageStyle

SHEET = record_to_sheet(single(), FormLayout.YANCHI)


def page(height: int = 220, width: int = 160) -> np.ndarray:
    pixels = np.full((height, width, 3), 255, dtype=np.uint8)
    pixels[40:44, 20:140] = 0
    return pixels


def test_html_escapes_texts_and_merges_cells() -> None:
    form = record(
        indicator("annual", "产出指标/数量指标/a<b=≥1个"),
        indicator("annual", "产出指标/数量指标/c=1"),
    )
    html = sheet_to_html(record_to_sheet(form, FormLayout.JINING), PageStyle())
    assert "a&lt;b" in html
    assert '<td rowspan="2">数量指标</td>' in html


def test_xlsx_holds_every_text_and_merge() -> None:
    book = openpyxl.load_workbook(BytesIO(sheet_to_xlsx(SHEET, PageStyle())))
    table = book.worksheets[0]
    texts = {cell.value for row in table.iter_rows() for cell in row if cell.value is not None}
    assert {cell.text for cell in SHEET.cells if cell.text} <= texts
    merged = [c for c in SHEET.cells if c.row_span > 1 or c.column_span > 1]
    assert len(table.merged_cells.ranges) == len(merged) + len(SHEET.heading)


def test_xlsx_keeps_a_target_that_looks_like_a_formula() -> None:
    form = record(indicator("annual", "产出指标/质量指标/合格率==100%"))
    data = sheet_to_xlsx(record_to_sheet(form, FormLayout.KORLA), PageStyle())
    table = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    (cell,) = [c for row in table.iter_rows() for c in row if c.value == "=100%"]
    assert cell.data_type == "s"


def test_a_long_text_makes_its_row_higher() -> None:
    form = record(*single()["indicators"], goals=[{"panel": "annual", "text": "绿化" * 300}])
    sheet = record_to_sheet(form, FormLayout.JINING)
    (goal,) = [cell for cell in sheet.cells if cell.text.startswith("绿化绿化")]
    heights = row_heights(sheet, PageStyle())
    assert heights[goal.row] > 5 * heights[goal.row - 1]


def test_docx_holds_the_table_with_merges() -> None:
    document = docx.Document(BytesIO(sheet_to_docx(SHEET, PageStyle())))
    (table,) = document.tables
    stub = next(c for c in SHEET.cells if c.text == "绩效指标")
    cells = [table.cell(stub.row + n, stub.column)._tc for n in range(stub.row_span)]
    assert len({id(cell) for cell in cells}) == 1
    assert [p.text for p in document.paragraphs] == ["项目支出绩效目标表", "(2024年度)"]


@pytest.mark.parametrize("orientation", Orientation)
def test_weasyprint_prints_the_texts_on_a4(orientation: Orientation) -> None:
    style = PageStyle(orientation=orientation)
    pdf = pypdfium2.PdfDocument(sheet_to_pdf(SHEET, style, PdfEngine.WEASYPRINT))
    text = pdf[0].get_textpage().get_text_range()
    size = tuple(round(length * 25.4 / 72) for length in pdf[0].get_size())
    pdf.close()
    assert "村道两侧绿化" in text
    assert size == tuple(round(mm) for mm in style.paper_mm)


def test_a_long_form_breaks_over_pages() -> None:
    entries = [indicator("annual", f"产出指标/数量指标/第{n}项=≥{n}个") for n in range(90)]
    sheet = record_to_sheet(record(*entries), FormLayout.SUZHOU)
    pdf = sheet_to_pdf(sheet, PageStyle(), PdfEngine.WEASYPRINT)
    assert len(pdf_to_images(pdf, 20)) > 1


def test_a_lossless_image_pdf_gives_the_pixels_back() -> None:
    pixels = page()
    (again,) = pdf_to_images(images_to_pdf([pixels], 100), 100)
    assert np.array_equal(again, pixels)


def test_the_same_seed_gives_the_same_scan() -> None:
    style = ScanStyle(seal_text="")
    first, second, other = (scan_pages([page(900, 700)], 200, seed, style) for seed in (5, 5, 6))
    assert first == second
    assert first != other


def test_a_scan_has_the_dpi_it_says_and_a_red_seal() -> None:
    scan = scan_pages([page(2200, 1600)], 200, 3)
    assert 150 <= scan.dpi <= 200
    (pixels,) = pdf_to_images(jpegs_to_pdf(scan.pages, scan.dpi), scan.dpi)
    assert abs(pixels.shape[0] - 2200 * scan.dpi / 200) <= 2
    red = pixels.astype(int)
    assert ((red[..., 0] - red[..., 1]) > 60).sum() > 500


def test_ink_of_the_seal_does_not_hide_the_print() -> None:
    black = np.zeros((900, 900, 3), dtype=np.uint8)
    scan = scan_pages([black], 200, 1, ScanStyle(skew_degrees=0.0))
    (pixels,) = pdf_to_images(jpegs_to_pdf(scan.pages, scan.dpi), scan.dpi)
    assert pixels.mean() < 60


def test_dual_sheet_prints() -> None:
    sheet = record_to_sheet(dual(), FormLayout.TIANCHANG)
    pdf = sheet_to_pdf(sheet, PageStyle(size_pt=9), PdfEngine.WEASYPRINT)
    assert len(pdf_to_images(pdf, 40)) == 1
