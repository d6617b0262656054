"""Documents for a model of costs: of each kind some, with one page and with several, so that what a
document costs can be told from what its pages do."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2

from tests.serve.archive import mixed_documents as good
from training.synthesis.render import jpegs_to_pdf

_PAGES = (1, 2, 1, 4, 3, 1)


@dataclass(frozen=True, slots=True)
class Shelf:
    """How many documents of each kind; numbers begin at `first`, so that two shelves have none in
    common."""

    scans: int
    digital: int
    office: int
    texts: int
    first: int = 0


def fill(folder: Path, stock: Path, shelf: Shelf) -> None:
    """Write the documents of a shelf.

    Args:
        stock: a folder that is kept: what takes long to make lies there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = good.make_stock(stock, 24, 0)
    for number in range(shelf.first, shelf.first + shelf.scans):
        pages = [good.marked(page, number) for page in _some(made.scans, number)]
        (folder / f"scan-{number}.pdf").write_bytes(jpegs_to_pdf(pages, made.dpi))
    for number in range(shelf.first, shelf.first + shelf.digital):
        data = _joined(_some(made.pdfs, number)) + b"%% copy %d\n" % number
        (folder / f"digital-{number}.pdf").write_bytes(data)
    for number in range(shelf.first, shelf.first + shelf.office):
        make, suffix = ((good.docx, "docx"), (good.xlsx, "xlsx"))[number % 2]
        (folder / f"office-{number}.{suffix}").write_bytes(make(number))
    for number in range(shelf.first, shelf.first + shelf.texts):
        (folder / f"text-{number}.txt").write_bytes(good.text(number))


def _some(pages: Sequence[bytes], number: int) -> list[bytes]:
    count = _PAGES[number % len(_PAGES)]
    return [pages[(number * 5 + at) % len(pages)] for at in range(count)]


def _joined(documents: Sequence[bytes]) -> bytes:
    whole = pypdfium2.PdfDocument.new()
    for data in documents:
        whole.import_pages(pypdfium2.PdfDocument(data))
    out = BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()
