"""Invented documents of every kind that an archive holds and the product reads, drawn by number.

text csv html docx xlsx     each with contents of its own, made anew
pdf scan scanned_pdf old    a few are made and told apart by bytes that no reader looks at
"""

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.synthesis.contents.indicators import Scheme
from training.synthesis.contents.records import FormKind, RecordPlan, sample_record
from training.synthesis.degrade import ScanStyle, scan_pages
from training.synthesis.html import sheet_to_html
from training.synthesis.layouts import record_to_sheet
from training.synthesis.office import sheet_to_docx, sheet_to_xlsx
from training.synthesis.plans import FormLayout
from training.synthesis.records import FormRecord
from training.synthesis.render import PdfEngine, jpegs_to_pdf, pdf_to_images, sheet_to_pdf
from training.synthesis.sheet import FormSheet
from training.synthesis.style import PageStyle

Maker = Callable[[int], bytes]
_PLAN = RecordPlan(FormKind.PROJECT, ("annual",), ("total", "fiscal", "other"), Scheme.NEW)
_LAYOUTS = (FormLayout.YANCHI, FormLayout.JINING, FormLayout.KORLA)
_STYLE = PageStyle(size_pt=9.0)
_FEW_ROWS = 9  # indicators of a scan: a page is read in seconds
_PRINT_DPI = 150.0
_SCAN_DPI = 130.0
_SCAN = ScanStyle(
    dpi=(_SCAN_DPI, _SCAN_DPI), skew_degrees=0.8, noise=(1.0, 3.0), jpeg_quality=(55, 80)
)
_PDF_DOCUMENTS = 12
_OFFICE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Stock:
    """What takes long to make and is made once: digital PDFs, scanned pages (JPEG) and their
    resolution, old Word and Excel files."""

    pdfs: tuple[bytes, ...]
    scans: tuple[bytes, ...]
    dpi: float
    old: tuple[bytes, ...]


def record_of(number: int) -> FormRecord:
    """An invented record; the same number gives the same."""
    record = sample_record(np.random.default_rng([8, number]), _PLAN)
    record["fields"]["project_name"] = f"{record['fields']['project_name']}（{number}）"
    return record


def text(number: int) -> bytes:
    """Lines of words as somebody copied them from a form."""
    record = record_of(number)
    fields = record["fields"]
    lines = [
        record["title"],
        f"（{record['year']}年度）",
        f"项目名称 {fields['project_name']}",
        f"主管部门 {fields['department']}",
        "年度目标 " + record["goals"][0]["text"].replace("\n", ""),
        "一级指标 二级指标 三级指标 指标值",
        *(
            f"{row['level1']} {row['level2']} {row['level3']} {row['value']}"
            for row in record["indicators"]
        ),
    ]
    return "\n".join(lines).encode(("utf-8", "gb18030")[number % 2])


def csv(number: int) -> bytes:
    """The rows of a form as comma separated values."""
    sheet = _sheet(number)
    rows = [",".join(f'"{cell.text}"' for cell in row) for row in sheet.rows()]
    return "\r\n".join([*sheet.heading, *rows]).encode("utf-8-sig")


def html(number: int) -> bytes:
    """A page with a table of merged cells."""
    return sheet_to_html(_sheet(number), _STYLE).encode()


def docx(number: int) -> bytes:
    """A Word document."""
    return sheet_to_docx(_sheet(number), _STYLE)


def xlsx(number: int) -> bytes:
    """An Excel workbook."""
    return sheet_to_xlsx(_sheet(number), _STYLE)


def make_stock(folder: Path, scans: int, old: int) -> Stock:
    """The stock, kept in a folder so that the next corpus has it at once.

    Args:
        scans: different scanned pages; a digital PDF for every second.
        old: different files of old office programs, half of them Word.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / f"stock-{scans}-{old}.json"
    if not listed.is_file():
        _fill(folder, scans, old, listed)
    told = json.loads(listed.read_text(encoding="utf-8"))
    named = {kind: tuple((folder / name).read_bytes() for name in told[kind]) for kind in _KINDS}
    return Stock(named["pdf"], named["scan"], told["dpi"], named["old"])


def pdf(stock: Stock) -> Maker:
    """Digital PDFs, told apart by a comment behind their end."""
    return lambda number: stock.pdfs[number % len(stock.pdfs)] + b"%% copy %d\n" % number


def scan(stock: Stock) -> Maker:
    """Pictures of one page, told apart by a comment before the picture."""
    return lambda number: marked(stock.scans[number % len(stock.scans)], number)


def scanned_pdf(stock: Stock) -> Maker:
    """PDFs of two or three scanned pages."""

    def make(number: int) -> bytes:
        count = 2 + number % 2
        pages = [stock.scans[(number + at) % len(stock.scans)] for at in range(count)]
        return jpegs_to_pdf(pages, stock.dpi) + b"%% copy %d\n" % number

    return make


def old(stock: Stock) -> Maker:
    """Files of old office programs, told apart by a sector behind their end."""
    return lambda number: stock.old[number % len(stock.old)] + number.to_bytes(512, "little")


def marked(jpeg: bytes, number: int) -> bytes:
    """The same picture in other bytes."""
    comment = b"copy %d" % number
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]


_KINDS = ("pdf", "scan", "old")


def _sheet(number: int) -> FormSheet:
    return record_to_sheet(record_of(number), _LAYOUTS[number % len(_LAYOUTS)])


def _fill(folder: Path, scans: int, old: int, listed: Path) -> None:
    names: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for number in range(scans):
        record = record_of(number)
        record["indicators"] = record["indicators"][:_FEW_ROWS]
        sheet = record_to_sheet(record, _LAYOUTS[number % len(_LAYOUTS)])
        printed = sheet_to_pdf(sheet, _STYLE, PdfEngine.WEASYPRINT)
        pages = pdf_to_images(printed, _PRINT_DPI)[:1]
        (page,) = scan_pages(pages, _PRINT_DPI, number, _SCAN).pages
        names["scan"].append(_kept(folder / f"scan-{number}.jpg", page))
        if number % 2 == 0 and len(names["pdf"]) < _PDF_DOCUMENTS:
            names["pdf"].append(_kept(folder / f"digital-{number}.pdf", printed))
    names["old"] = _old_files(folder, old)
    told = {**names, "dpi": _SCAN_DPI}
    listed.write_text(json.dumps(told), encoding="utf-8")


def _kept(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return path.name


def _old_files(folder: Path, count: int) -> list[str]:
    """Converted by LibreOffice, all of a kind at once."""
    names: list[str] = []
    for suffix, target, make in ((".docx", "doc", docx), (".xlsx", "xls", xlsx)):
        sources = [folder / f"old-{number}{suffix}" for number in range(count // 2)]
        for number, source in enumerate(sources):
            source.write_bytes(make(90_000 + number))
        if sources:
            _convert(folder, target, sources)
        names += [f"{source.stem}.{target}" for source in sources]
    return names


def _convert(folder: Path, target: str, sources: Sequence[Path]) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder)]
    subprocess.run(
        [*command, *map(str, sources)], check=True, capture_output=True, timeout=_OFFICE_SECONDS
    )
