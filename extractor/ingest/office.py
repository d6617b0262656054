"""Files that hold cells rather than pages. Runs in the decoder's child process."""

from extractor.errors import UnreadableFileError
from extractor.grid import Sheet
from extractor.ingest.limits import Limits
from extractor.ingest.sheet_size import checked_sheet
from extractor.ingest.sniff import MediaType

HELD_IN_CELLS = frozenset({MediaType.XLSX, MediaType.DOCX, MediaType.HTML})


def read_cells(path: str, media_type: MediaType, limits: Limits) -> Sheet:
    """Blocks of a file of one of the types `HELD_IN_CELLS`.

    The reader is loaded here, so that only the child pays for it. Raises IngestError.
    """
    from lxml.etree import LxmlError

    try:
        return checked_sheet(_read(path, media_type), limits)
    except LxmlError as error:
        raise UnreadableFileError(f"XML 损坏。 The XML inside is damaged: {error}") from None


def _read(path: str, media_type: MediaType) -> Sheet:
    match media_type:
        case MediaType.XLSX:
            from extractor.ingest.xlsx import read_xlsx

            return read_xlsx(path)
        case MediaType.DOCX:
            from extractor.ingest.docx import read_docx

            return read_docx(path)
        case _:
            from extractor.ingest.html import read_html

            return read_html(path)
