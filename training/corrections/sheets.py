"""The cells of documents, read once by each engine: reading a scan again takes a minute.

sheets/3fa2c9….0.1.0-71b2e0.json.z      a document as one engine reads it, zlib
"""

import json
import zlib
from collections.abc import Sequence
from pathlib import Path

from annotations.errors import UnknownOriginalError
from annotations.folders import write_whole
from annotations.originals import Originals
from annotations.runs import engine_version
from extractor.engines import Engines, engine_versions
from extractor.form.tagged.forms import FormReader
from extractor.grid import Sheet
from extractor.ingest import open_document
from extractor.ingest.limits import Limits
from extractor.lost_pages import LostPages
from extractor.pipeline import document_to_sheet
from models.kinds import ModelKind
from training.corrections.forms import dict_to_sheet, sheet_to_dict

_OF_FORMS = (ModelKind.FORM_TAGGER, ModelKind.INDICATOR_CLASSIFIER)
"""What comes after the cells; another of these reads the same cells."""


class KeptSheets:
    """Sheets of a folder, made of the originals when they are asked for the first time."""

    def __init__(self, folder: Path, originals: Originals, engines: Engines) -> None:
        self._folder = folder
        self._originals = originals
        self._engines = engines
        self._version = _version(engine_versions(FormReader.RULES, engines))

    def get(self, document: str) -> Sheet:
        """The sheet of a document as these engines read it.

        Raises:
            UnknownOriginalError: the document is not kept any more.
            IngestError: it cannot be read.
            OcrError: there is no engine that reads its pictures.
        """
        path = self._folder / f"{document}.{self._version}.json.z"
        try:
            return dict_to_sheet(json.loads(zlib.decompress(path.read_bytes())))
        except (FileNotFoundError, KeyError, TypeError, ValueError, zlib.error):
            pass  # not there, or not whole: it is made anew
        sheet = self._read(self._originals.get(document))
        for old in self._folder.glob(f"{document}.*.json.z"):  # the pictures beside them stay
            old.unlink(missing_ok=True)
        text = json.dumps(sheet_to_dict(sheet), ensure_ascii=False)
        write_whole(path, zlib.compress(text.encode(errors="surrogatepass")))
        if not self._originals.has(document):  # erased while it was read
            path.unlink(missing_ok=True)
            raise UnknownOriginalError(document[:12])
        return sheet

    def _read(self, data: bytes) -> Sheet:
        with open_document(data, "", Limits()) as document:
            lost = LostPages(document.page_count)
            return document_to_sheet(document, self._engines, lost, lambda page: None)


def _version(versions: Sequence[tuple[str, str]]) -> str:
    return engine_version(tuple(entry for entry in versions if entry[0] not in _OF_FORMS))
