"""Engines and pipeline replaced: a file's text says what happens to it."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from extractor.cli import main
from extractor.cli_extract import jobs
from extractor.document import PageImage, Source
from extractor.errors import EmptyFileError, EncryptedFileError, WeightsMissingError
from extractor.record import Extraction
from tests.export.samples import extraction_of, river_record


class FakePipeline:
    """Stands in for extract_document; remembers what it was called with."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.options: list[jobs.Options] = []
        self.pages_drawn: list[int] = []

    def extract_document(self, data, name, engines, options, watch) -> Extraction:
        self.names.append(name)
        self.options.append(options)
        if data == b"":
            raise EmptyFileError
        if data == b"locked":
            raise EncryptedFileError("needs a password")
        if data == b"no weights":
            raise WeightsMissingError("no weights")
        if data == b"ctrl-c":
            raise KeyboardInterrupt
        if watch.progress is not None:
            watch.progress(1, 2)
            watch.progress(2, 2)
        source = Source(name, hashlib.sha256(data).hexdigest(), media_type(data))
        return replace(extraction_of(river_record()), source=source)

    def upright_page_images(self, data, name, engines, options):
        for number in (1, 2):
            self.pages_drawn.append(number)
            yield number, PageImage(np.full((842, 595, 3), 255, np.uint8), dpi=72.0)


def media_type(data):
    return "application/pdf" if data.startswith(b"%PDF") else "text/plain"


@pytest.fixture
def pipeline(monkeypatch):
    fake = FakePipeline()
    monkeypatch.setattr(jobs, "extract_document", fake.extract_document)
    monkeypatch.setattr(jobs, "upright_page_images", fake.upright_page_images)
    return fake


@pytest.fixture
def run(pipeline):
    """Run `jixiao` with arguments; returns click's Result (stdout, stderr, exit_code)."""

    def invoke(*arguments, stdin=b""):
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)

    return invoke


@pytest.fixture
def folder(tmp_path):
    """A folder of files: name → bytes."""

    def write(files):
        for name, data in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return tmp_path

    return write
