"""JSON and JSON Lines."""

import json
import re
from typing import Any

from extractor.export.contract import extraction_to_dict
from extractor.record import Extraction

# A JSON string holds no line break, so these never match inside a printed text.
_NUMBERS = re.compile(r"\[\n\s+-?[\d.]+(?:,\n\s+-?[\d.]+)*\n\s+\]")
_PLACE = re.compile(r'\{\n\s+"page": \d+,\n\s+"box": [^\n]+(?:\n\s+"line": \d+)?\n\s+\}')
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(extraction: Extraction) -> str:
    """The contract object of one file, indented, ending in a newline."""
    return object_to_json(extraction_to_dict(extraction))


def to_json_line(extraction: Extraction) -> str:
    """The contract object of one file on one line, ending in a newline."""
    return object_to_json_line(extraction_to_dict(extraction))


def object_to_json(value: Any) -> str:  # noqa: ANN401
    """Any plain value as indented JSON; lists of numbers and places stand on one line."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    text = _NUMBERS.sub(_on_one_line, text)
    return encodable(_PLACE.sub(_on_one_line, text)) + "\n"


def object_to_json_line(value: Any) -> str:  # noqa: ANN401
    """Any plain value as JSON on one line."""
    return encodable(json.dumps(value, ensure_ascii=False, allow_nan=False)) + "\n"


def encodable(text: str) -> str:
    """The text with lone surrogates (broken PDF fonts, broken file names) as U+FFFD."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def _on_one_line(match: re.Match[str]) -> str:
    joined = re.sub(r"\n\s+", " ", match[0])
    return joined[0] + joined[1:-1].strip() + joined[-1]
