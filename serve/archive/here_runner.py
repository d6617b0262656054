"""Reading in this very process: for tests, debuggers, and what is trusted. A document that crashes
takes the run with it; the next one goes on."""

import json
import time
from collections.abc import Iterable
from contextlib import closing

from extractor.engines import Engines, default_engines, engine_versions
from extractor.errors import JixiaoError
from extractor.export.contract import extraction_to_dict
from extractor.export.json_text import object_to_json_line
from extractor.ingest import KeptDecoder
from extractor.ingest.limits import Limits
from extractor.pipeline import Options, Watch, extract_document
from extractor.stopwatch import Step
from models.champions import models_folder, read_champions
from serve.archive.reading import Room
from serve.archive.runner import Fault, Item, Outcome, Sink
from serve.errors import StoreError
from serve.jobs.copies import new_copier
from serve.jobs.costs import Meter


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
        self._meter = Meter()

    def run(self, items: Iterable[Item], sink: Sink) -> None:
        """See Runner."""
        with closing(KeptDecoder()) as decoder:
            for item in items:
                sink(self._read(item, decoder))

    def _read(self, item: Item, kept: KeptDecoder) -> Outcome:
        started = time.monotonic()
        limits = Limits(max_bytes=self._room.max_bytes, document_seconds=self._room.seconds)
        clock = self._meter.begin()
        copier = new_copier(self._room.copies, self._room.seconds)
        try:
            data = item.path.read_bytes()
            options = Options(limits, decoder=kept.within(limits))
            watch = Watch(clock=clock, copier=copier)
            extraction = extract_document(data, item.name, self._engines, options, watch)
        except JixiaoError as error:
            fault = Fault(error.code, str(error), error.remedy, isinstance(error, StoreError))
            return Outcome(item, None, fault, time.monotonic() - started)
        with clock.during(Step.WRITE):
            record = extraction_to_dict(extraction)
            length = len(object_to_json_line(record).encode())
        costs = self._meter.end(clock, extraction.source.media_type, length)
        seconds = time.monotonic() - started
        if copier is None:
            return Outcome(item, record, None, seconds, costs)
        return Outcome(item, record, None, seconds, costs, copier.copy.data, copier.copy.trouble)


def _engines() -> Engines:
    return default_engines(read_champions(models_folder()))
