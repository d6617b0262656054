"""What a person should look at first."""

from dataclasses import dataclass

from serve.editing.changes import JsonObject


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at. `weight` 0–1 orders them; `confidence` is the machine's, 0–1."""

    path: str
    kind: str
    confidence: float
    weight: float
    reason: str
    message: str


def doubts(record: JsonObject) -> tuple[Doubt, ...]:
    """The doubts of a record, the greatest first."""
    return ()
