"""The words of the departments that invented forms come from."""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("vocabulary.yaml")


@dataclass(frozen=True, slots=True)
class Department:
    """What a kind of department is called, does, counts and reaches. `things` are pairs of a
    counted noun and its unit; `economic`, `social`, `ecological` and `lasting` are benefits."""

    bureaus: tuple[str, ...]
    units: tuple[str, ...]
    projects: tuple[str, ...]
    things: tuple[tuple[str, str], ...]
    rates: tuple[str, ...]
    economic: tuple[str, ...]
    social: tuple[str, ...]
    ecological: tuple[str, ...]
    lasting: tuple[str, ...]
    people: tuple[str, ...]
    aims: tuple[str, ...]


@cache
def departments() -> tuple[Department, ...]:
    """All departments, in the order of the file."""
    entries: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(_department(words) for words in entries.values())


def _department(words: dict[str, str]) -> Department:
    lists = {field.name: tuple(words[field.name].split()) for field in fields(Department)}
    things = tuple((noun, unit) for noun, _, unit in (t.partition("/") for t in lists["things"]))
    return Department(**{**lists, "things": things})  # type: ignore[arg-type]
