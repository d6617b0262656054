"""Invented forms printed to PDF, and their pages as vectors or as pixels."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
import weasyprint

from extractor.document import Page, PageImage, Ruling, TextSource, Word
from extractor.geometry import BBox
from extractor.grid import Grid, Sheet
from tests.tables.invented import InventedForm, grid_cells

Cells = set[tuple[str, int, int, int, int]]


def form_html(form: InventedForm, css: str) -> str:
    return (
        f'<html><head><meta charset="utf-8"><style>body{{font-family:"Noto Serif CJK SC"}}'
        f"table{{border-collapse:collapse;width:100%}}{css}</style></head>"
        f"<body>{form.html()}</body></html>"
    )


def print_form(form: InventedForm, css: str, path: Path) -> Path:
    weasyprint.HTML(string=form_html(form, css)).write_pdf(str(path))
    return path


def vector_pages(path: Path) -> list[Page]:
    with pdfplumber.open(path) as document:
        return [
            Page(
                number,
                float(page.width),
                float(page.height),
                tuple(
                    Word(w["text"], BBox(w["x0"], w["top"], w["x1"], w["bottom"]))
                    for w in page.extract_words(keep_blank_chars=True, x_tolerance=2)
                ),
                tuple(Ruling(e["x0"], e["top"], e["x1"], e["bottom"]) for e in page.edges),
            )
            for number, page in enumerate(document.pages, 1)
        ]


def pixel_pages(path: Path, dpi: float = 200) -> list[Page]:
    """Pages as pixels, with the words that a faultless reader would see."""
    document = pypdfium2.PdfDocument(str(path))
    images = [
        np.ascontiguousarray(np.asarray(p.render(scale=dpi / 72).to_pil().convert("RGB")))
        for p in document
    ]
    document.close()
    return [
        replace(
            page,
            words=tuple(replace(w, source=TextSource.OCR) for w in page.words),
            rulings=(),
            image=PageImage(image, dpi),
        )
        for page, image in zip(vector_pages(path), images, strict=True)
    ]


def exact_cells(form: InventedForm) -> Cells:
    return {(plain(text), *place) for text, *place in form.cells()}


def found_cells(sheet: Sheet) -> list[Cells]:
    grids = [b for b in sheet.blocks if isinstance(b, Grid)]
    return [{(plain(text), *place) for text, *place in grid_cells(g)} for g in grids]


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split()))
