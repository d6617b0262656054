"""Words that invented rows are made of, beside the phrases of the concepts."""

from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("vocabulary.yaml")


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    entries: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    # Folded lines are joined by a space, which no entry begins with.
    return {name: tuple(part.strip() for part in text.split("|")) for name, text in entries.items()}


def words(name: str) -> tuple[str, ...]:
    """One list of vocabulary.yaml. Raises KeyError for another name."""
    return _lists()[name]
