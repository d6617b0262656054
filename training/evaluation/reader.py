"""Extraction as the evaluation calls it: bytes in, the JSON contract out."""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from extractor.engines import Engines, default_engines, ruled_engines
from extractor.export.json_text import to_json
from extractor.form.tagged.forms import FormReader
from extractor.pipeline import Options, extract_document


class EngineChoice(StrEnum):
    """How the cells of a page image are found."""

    LEARNED = "learned"
    RULED = "ruled"


def open_engines(choice: EngineChoice) -> Engines:
    """The engines of a choice, loaded at their first page."""
    match choice:
        case EngineChoice.LEARNED:
            return default_engines()
        case EngineChoice.RULED:
            return ruled_engines()


def open_reader(
    choice: EngineChoice, form_reader: FormReader
) -> Callable[[bytes, str], Mapping[str, Any]]:
    """A reader with the engines of a choice, loaded once."""
    engines = open_engines(choice)
    options = Options(form_reader=form_reader)

    def read(data: bytes, name: str) -> Mapping[str, Any]:
        contract: Mapping[str, Any] = json.loads(
            to_json(extract_document(data, name, engines, options))
        )
        return contract

    return read
