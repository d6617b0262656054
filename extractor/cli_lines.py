"""Indicators as JSON Lines: what `jixiao classify` and `jixiao taxonomy suggest` read."""

import json
import sys
from typing import Any

from extractor.cli_inputs import gather_inputs, read_input
from extractor.errors import BadLineError
from extractor.ingest.limits import Limits
from models.indicator_classifier.texts import IndicatorText

_KEYS = ("level3", "level2", "value", "project")


def read_indicators(file: str) -> list[IndicatorText]:
    """The indicators of a file, `-` for standard input, in order; blank lines are none.

    Raises:
        BadLineError: a line is not UTF-8, not a JSON object or has no level3; it says which.
        TooLargeError, UnreadableFileError: as for any file.
    """
    (item,) = gather_inputs((file,), ())
    data = read_input(item, Limits().max_bytes, sys.stdin.buffer)
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [line_to_indicator(line, number) for number, line in enumerate(lines, 1) if line.strip()]


def line_to_indicator(line: bytes, number: int) -> IndicatorText:
    """One line; `number` counts from 1. Raises BadLineError."""
    try:
        entry = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadLineError(
            f"第 {number} 行不是 JSON。 Line {number} is no JSON: {error}"
        ) from error
    if not isinstance(entry, dict):
        raise BadLineError(f"第 {number} 行不是对象。 Line {number} is no JSON object.")
    if "level3" not in entry:
        raise BadLineError(f"第 {number} 行没有 level3。 Line {number} has no level3.")
    return IndicatorText(*(_text(entry, key, number) for key in _KEYS))


def _text(entry: dict[str, Any], key: str, number: int) -> str:
    value = entry.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadLineError(f"第 {number} 行的 {key} 不是文字。 {key} of line {number} is no text.")
    return str(value)
