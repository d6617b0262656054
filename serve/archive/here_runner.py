"""Reading in this very process: for tests, debuggers, and what is trusted. A document that crashes
takes the run with it; the next one goes on."""

import json
import time
from collections.abc import Iterable

from extractor.engines import Engines, default_engines, engine_versions
from extractor.errors import JixiaoError
from extractor.export.contract import extraction_to_dict
from extractor.ingest.limits import Limits
from extractor.pipeline import Options, extract_document
from models.champions import models_folder, read_champions
from serve.archive.reading import Room
from serve.archive.runner import Fault, Item, Outcome, Sink
from serve.errors import StoreError


def engine_name() -> str:
    """What would read a document now: versions of the product and of its models, as JSON."""
    engines = _engines()
    versions = engine_versions(Options().form_reader, engines)
    return json.dumps(dict(versions), sort_keys=True)


class HereRunner:
    """See Runner."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._engines = _engines()

    def run(self, items: Iterable[Item], sink: Sink) -> None:
        """See Runner."""
        for item in items:
            sink(self._read(item))

    def _read(self, item: Item) -> Outcome:
        started = time.monotonic()
        limits = Limits(max_bytes=self._room.max_bytes, document_seconds=self._room.seconds)
        try:
            data = item.path.read_bytes()
            extraction = extract_document(data, item.name, self._engines, Options(limits))
        except JixiaoError as error:
            fault = Fault(error.code, str(error), error.remedy, isinstance(error, StoreError))
            return Outcome(item, None, fault, time.monotonic() - started)
        return Outcome(item, extraction_to_dict(extraction), None, time.monotonic() - started)


def _engines() -> Engines:
    return default_engines(read_champions(models_folder()))
