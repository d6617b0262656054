"""Extraction as the evaluation calls it: bytes in, the JSON contract out."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from extractor.engines import default_engines
from extractor.export.json_text import to_json
from extractor.pipeline import Options, extract_document


def open_reader() -> Callable[[bytes, str], Mapping[str, Any]]:
    """A reader with the default engines, loaded once."""
    engines = default_engines()
    options = Options()

    def read(data: bytes, name: str) -> Mapping[str, Any]:
        contract: Mapping[str, Any] = json.loads(
            to_json(extract_document(data, name, engines, options))
        )
        return contract

    return read
