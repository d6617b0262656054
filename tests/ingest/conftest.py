from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractor.document import Page
from extractor.grid import Sheet
from extractor.ingest import Decoder, Limits, open_document

SHARED = Path(__file__).parents[3] / "shared"


@pytest.fixture(scope="session")
def decoder() -> Iterator[Decoder]:
    """One child for all tests that do not kill it."""
    with Decoder(Limits()) as shared:
        yield shared


@pytest.fixture
def read_pages(decoder: Decoder) -> Callable[..., list[Page]]:
    def read(data: bytes, limits: Limits | None = None) -> list[Page]:
        with open_document(data, "drawn", limits or Limits(), decoder) as document:
            return list(document.pages)

    return read


@pytest.fixture
def read_sheet(decoder: Decoder) -> Callable[[bytes], Sheet]:
    def read(data: bytes) -> Sheet:
        with open_document(data, "drawn", Limits(), decoder) as document:
            assert document.sheet is not None
            return document.sheet

    return read
