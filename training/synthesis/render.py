"""Printed files: HTML and office files → PDF by three engines, PDF → page images."""

import logging
import os
import subprocess
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from training.synthesis.html import sheet_to_html
from training.synthesis.office import sheet_to_docx, sheet_to_xlsx
from training.synthesis.sheet import FormSheet
from training.synthesis.style import PageStyle

Pixels = NDArray[np.uint8]
_SECONDS = 180


class PdfEngine(StrEnum):
    """What makes the PDF; LibreOffice prints a Word or an Excel file."""

    WEASYPRINT = "weasyprint"
    CHROMIUM = "chromium"
    WRITER = "writer"
    CALC = "calc"


class RenderError(RuntimeError):
    """An outside program is missing or made no PDF."""


def sheet_to_pdf(sheet: FormSheet, style: PageStyle, engine: PdfEngine) -> bytes:
    """A born-digital PDF of the form.

    Raises:
        RenderError: the program of the engine is missing or made nothing.
    """
    match engine:
        case PdfEngine.WEASYPRINT:
            return _weasyprint(sheet_to_html(sheet, style))
        case PdfEngine.CHROMIUM:
            return _chromium(sheet_to_html(sheet, style))
        case PdfEngine.WRITER:
            return _libreoffice(sheet_to_docx(sheet, style), "form.docx")
        case PdfEngine.CALC:
            return _libreoffice(sheet_to_xlsx(sheet, style), "form.xlsx")


def _weasyprint(html: str) -> bytes:
    from weasyprint import HTML

    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    pdf: bytes = HTML(string=html).write_pdf()
    return pdf


def _chromium(html: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder, "form.html"), Path(folder, "form.pdf")
        page.write_text(html, encoding="utf-8")
        command = [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ]
        return _run(command, pdf)


def _libreoffice(data: bytes, name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, name)
        source.write_bytes(data)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        return _run(command, source.with_suffix(".pdf"))


def _run(command: Sequence[str], pdf: Path) -> bytes:
    environment = {**os.environ, "HOME": str(pdf.parent)}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=_SECONDS, check=False, env=environment
        )
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        raise RenderError(f"{command[0]}: {error}") from error
    if not pdf.exists():
        raise RenderError(f"{command[0]}: {done.stderr.decode(errors='replace')[-500:]}")
    return pdf.read_bytes()


def pdf_to_images(pdf: bytes, dpi: float) -> list[Pixels]:
    """Every page as (H, W, 3) uint8 RGB."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            np.ascontiguousarray(page.render(scale=dpi / 72).to_numpy()[:, :, 2::-1])
            for page in document
        ]
    finally:
        document.close()


def images_to_pdf(pages: Sequence[Pixels], dpi: float) -> bytes:
    """An image-only PDF, lossless: one (H, W, 3) uint8 RGB image a page."""
    document = pypdfium2.PdfDocument.new()
    for pixels in pages:
        image = pypdfium2.PdfImage.new(document)
        image.set_bitmap(pypdfium2.PdfBitmap.from_pil(Image.fromarray(pixels)))
        _add_page(document, image, dpi)
    return _save(document)


def jpegs_to_pdf(pages: Sequence[bytes], dpi: float) -> bytes:
    """An image-only PDF that holds each JPEG as it is."""
    document = pypdfium2.PdfDocument.new()
    for data in pages:
        image = pypdfium2.PdfImage.new(document)
        image.load_jpeg(BytesIO(data), inline=True)
        _add_page(document, image, dpi)
    return _save(document)


def _add_page(document: pypdfium2.PdfDocument, image: pypdfium2.PdfImage, dpi: float) -> None:
    width, height = (pixels * 72 / dpi for pixels in image.get_px_size())
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page = document.new_page(width, height)
    page.insert_obj(image)
    page.gen_content()


def _save(document: pypdfium2.PdfDocument) -> bytes:
    stream = BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()
