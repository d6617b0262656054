"""Make `scanned_forms.pdf` again: two invented forms, printed and scanned."""

import json
from pathlib import Path

from training.synthesis.degrade import ScanStyle, scan_pages
from training.synthesis.layouts import record_to_sheet
from training.synthesis.plans import FormLayout
from training.synthesis.render import PdfEngine, jpegs_to_pdf, pdf_to_images, sheet_to_pdf
from training.synthesis.style import PageStyle

HERE = Path(__file__).parent
FORMS = (("water_supply", FormLayout.KORLA), ("school_meals", FormLayout.SUZHOU))
PRINT_DPI = 200.0


def main() -> None:
    """Print both forms on A4 and scan them at 150 dpi."""
    pages = []
    for name, layout in FORMS:
        record = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
        sheet = record_to_sheet(record, layout)
        pdf = sheet_to_pdf(sheet, PageStyle(size_pt=10.0), PdfEngine.WEASYPRINT)
        pages += pdf_to_images(pdf, PRINT_DPI)
    style = ScanStyle(dpi=(150.0, 150.0), noise=(1.0, 1.5), jpeg_quality=(55, 55), seal_chance=0.0)
    scan = scan_pages(pages, PRINT_DPI, seed=3, style=style)
    (HERE / "scanned_forms.pdf").write_bytes(jpegs_to_pdf(scan.pages, scan.dpi))


if __name__ == "__main__":
    main()
