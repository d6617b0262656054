"""Printed forms of three families: rows, columns, spans and texts come back exactly."""

import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

from extractor.document import PageImage
from extractor.tables import find_tables
from tests.tables.invented import FAMILIES
from tests.tables.rendering import (
    exact_cells,
    form_html,
    found_cells,
    pixel_pages,
    print_form,
    vector_pages,
)

USUAL = (
    "@page{size:A4;margin:20mm} body{font-size:10.5pt} td{border:1px solid #000;padding:3px 5px}"
)
LANDSCAPE = (
    "@page{size:A4 landscape;margin:18mm} body{font-size:9pt}"
    "td{border:0.5pt solid #000;padding:4px 6px;text-align:center}"
)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """(form, PDF) of each family; the landscape ones go over pages."""
    folder: Path = tmp_path_factory.mktemp("printed")
    made = []
    for i, family in enumerate(FAMILIES):
        form = family(seed=i, n_per_level2=3)
        css = LANDSCAPE if i else USUAL
        made.append((form, print_form(form, css, folder / f"{i}.pdf")))
    return made


def test_vectors_give_the_exact_grid(printed):
    for form, path in printed:
        assert found_cells(find_tables(vector_pages(path))) == [exact_cells(form)]


def test_some_of_them_go_over_pages(printed):
    assert max(len(vector_pages(path)) for _, path in printed) > 1


def test_pixels_give_the_exact_grid(printed):
    for form, path in printed:
        assert found_cells(find_tables(pixel_pages(path))) == [exact_cells(form)]


def turned(pixels, degrees):
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(pixels, matrix, (width, height), borderValue=(255, 255, 255))


def jpeg(pixels, quality):
    _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(coded, cv2.IMREAD_COLOR)


DEGRADED = {
    "clean": lambda pixels: pixels,
    "deskewed": lambda pixels: turned(turned(pixels, 1.0), -0.9),
    "jpeg60": lambda pixels: jpeg(pixels, 60),
    "noise": lambda pixels: np.clip(
        pixels + np.random.default_rng(3).normal(0, 12, pixels.shape), 0, 255
    ).astype(np.uint8),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", DEGRADED)
def test_rate_of_exact_grids_from_pixels(kind, tmp_path):
    exact = 0
    for seed in range(12):
        form = FAMILIES[seed % 3](seed, 1 + seed % 4)
        path = print_form(form, LANDSCAPE if seed % 2 else USUAL, tmp_path / f"{seed}.pdf")
        pages = [
            type(p)(
                p.number, p.width, p.height, p.words, (),
                PageImage(np.ascontiguousarray(DEGRADED[kind](p.image.pixels)), 200),
            )
            for p in pixel_pages(path)
        ]  # fmt: skip
        exact += found_cells(find_tables(pages)) == [exact_cells(form)]
    assert exact >= 11


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")
def test_rate_of_exact_grids_printed_by_a_browser(tmp_path):
    exact = 0
    for seed in range(9):
        form = FAMILIES[seed % 3](seed, 1 + seed % 4)
        page = tmp_path / f"{seed}.html"
        page.write_text(form_html(form, USUAL), encoding="utf-8")
        path = page.with_suffix(".pdf")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
             f"--print-to-pdf={path}", str(page)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        # The text layer names some characters by their radicals: compare places, not texts.
        found = [{cell[1:] for cell in cells} for cells in found_cells(_sheet(path))]
        exact += found == [{cell[1:] for cell in exact_cells(form)}]
    assert exact == 9


def _sheet(path):
    return find_tables(vector_pages(path))
