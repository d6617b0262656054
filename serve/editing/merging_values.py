"""One value in three states: as it was read, as a person left it, as it is read now."""

from dataclasses import dataclass
from typing import Any

from extractor.document import Provenance
from extractor.export.contract_reading import dict_to_where
from serve.editing.changes import JsonObject


@dataclass(frozen=True, slots=True)
class Seen:
    """A value and its sight, both None where nothing is printed."""

    text: Any
    sight: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A person's value that was kept, and what the machine reads there now."""

    kept: str | None
    read: str | None
    where: tuple[Provenance, ...]


def keep(base: Seen, corrected: Seen, fresh: Seen) -> tuple[Seen, Conflict | None]:
    """The fresh value, or a person's where one changed or confirmed it; then a conflict too where
    the machine reads something else than before. It stands where it is seen now."""
    if not _is_a_persons(base, corrected):
        return fresh, None
    where = _where(base, corrected, fresh)
    sight = None if corrected.sight is None else corrected.sight | {"where": where}
    kept = Seen(corrected.text, sight)
    if fresh.text in (base.text, corrected.text):
        return kept, None
    return kept, Conflict(_text(kept.text), _text(fresh.text), dict_to_where(where))


def _is_a_persons(base: Seen, corrected: Seen) -> bool:
    confirmed = corrected.sight is not None and bool(corrected.sight.get("reviewed"))
    return confirmed or bool(corrected.text != base.text)


def _where(base: Seen, corrected: Seen, fresh: Seen) -> list[JsonObject]:
    now: list[JsonObject] = fresh.sight["where"] if fresh.sight else []
    if corrected.sight is None:
        return now
    own: list[JsonObject] = corrected.sight["where"]
    moved = base.sight is None or base.sight["where"] != own  # joined, or written by hand
    return now if now and not (moved and own) else own


def _text(value: object) -> str | None:
    return None if value is None else str(value)
