"""How much of a file is read before it is refused. One frozen value, handed down."""

from dataclasses import dataclass

MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one document. Bytes, pixels, pages, seconds; `dpi` and `max_side` (pixels) say how
    a page is rendered: at `dpi`, or less where a side would be longer than `max_side`. Text and
    office files may hold `max_cells` cells and lines; a spreadsheet cell holds no more characters
    than `max_cell_characters`."""

    max_bytes: int = 256 * MEBIBYTE
    max_text_bytes: int = 16 * MEBIBYTE
    max_pages: int = 1000
    max_pixels: int = 180_000_000
    max_side: int = 4000
    dpi: float = 200.0
    page_seconds: float = 30.0
    document_seconds: float = 600.0
    converter_seconds: float = 120.0
    memory_bytes: int = 1536 * MEBIBYTE
    max_unpacked_bytes: int = 512 * MEBIBYTE
    max_unpacked_ratio: float = 400.0
    max_entries: int = 10_000
    max_cells: int = 250_000
    max_cell_characters: int = 32_767
