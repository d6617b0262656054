"""The file of a case: rendered once, kept by the hash of all it depends on."""

import hashlib
import json
from pathlib import Path

from training import synthesis
from training.evaluation.cases import Case, Level
from training.synthesis.degradations import PageLevel, degrade
from training.synthesis.degradations.found import page_of_pixels
from training.synthesis.degrade import scan_pages
from training.synthesis.layouts import record_to_sheet
from training.synthesis.office import sheet_to_docx, sheet_to_xlsx
from training.synthesis.render import (
    images_to_pdf,
    jpegs_to_pdf,
    pdf_to_images,
    sheet_to_pdf,
)
from training.synthesis.truth import TruthPage

IMAGE_DPI = 200.0
_SEEDS_A_FORM = 1000
_SUFFIX = {Level.XLSX: "xlsx", Level.DOCX: "docx"}


def case_file(case: Case, folder: Path) -> Path:
    """The input file of a case in `folder`, made if it is not there yet. Raises RenderError."""
    path = folder / f"{_key(case)}.{_SUFFIX.get(case.level, 'pdf')}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(_render(case))
        part.replace(path)
    return path


def _render(case: Case) -> bytes:
    sheet = record_to_sheet(case.form.record, case.layout)
    match case.level:
        case Level.XLSX:
            return sheet_to_xlsx(sheet, case.style)
        case Level.DOCX:
            return sheet_to_docx(sheet, case.style)
    pdf = sheet_to_pdf(sheet, case.style, case.engine)
    match case.level:
        case Level.CLEAN:
            return images_to_pdf(pdf_to_images(pdf, IMAGE_DPI), IMAGE_DPI)
        case Level.SCAN:
            scan = scan_pages(pdf_to_images(pdf, IMAGE_DPI), IMAGE_DPI, seed=case.number)
            return jpegs_to_pdf(scan.pages, scan.dpi)
        case Level.FAX | Level.PHOTO:
            return degraded_pdf(pdf, PageLevel(case.level), case.number)
    return pdf


def degraded_pdf(pdf: bytes, level: PageLevel, number: int) -> bytes:
    """The pages of a PDF as faxes or photos, image-only. All are at the resolution that the first
    one's machine gives, and stored without loss: what the machine loses is gone already. `number`
    decides what is random."""
    pages: list[TruthPage] = []
    for place, pixels in enumerate(pdf_to_images(pdf, IMAGE_DPI)):
        clean = page_of_pixels(pixels, IMAGE_DPI)
        dpi = pages[0].dpi if pages else None
        pages.append(degrade(clean, level, seed=_SEEDS_A_FORM * number + place, dpi=dpi))
    return images_to_pdf([page.pixels for page in pages], pages[0].dpi)


def _key(case: Case) -> str:
    digest = hashlib.sha256()
    sources = Path(synthesis.__path__[0])
    is_degraded = case.level in (Level.FAX, Level.PHOTO)
    for path in sorted(sources.rglob("*.py") if is_degraded else sources.glob("*.py")):
        digest.update(path.read_bytes())
    parts = [case.form.record, case.level, case.number, case.layout, case.engine]
    digest.update(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode())
    digest.update(repr(case.style).encode())
    return digest.hexdigest()[:24]
