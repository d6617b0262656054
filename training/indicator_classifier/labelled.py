"""Indicators with accepted concepts: those of the labelled file, corrections, and texts of gold
records that are none."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.taxonomy import Taxonomy
from models.indicator_classifier.reading import same_wording
from models.indicator_classifier.texts import IndicatorText


@dataclass(frozen=True, slots=True)
class Labelled:
    """An indicator and the ids of the concepts that are right for it; none for no indicator."""

    text: IndicatorText
    concepts: frozenset[str]


def read_labelled(path: Path, taxonomy: Taxonomy) -> list[Labelled]:
    """A JSON list of {level3, level2, value, concepts}; merged ids become present ones.

    Raises:
        ValueError: a concept is not in the taxonomy.
    """
    entries = json.loads(path.read_text(encoding="utf-8"))
    return [_labelled(entry, entry["concepts"], taxonomy) for entry in entries]


def read_corrections(path: Path, taxonomy: Taxonomy) -> list[Labelled]:
    """JSON Lines of {level3, level2, value, concept}; a concept of null says there is none.

    Raises:
        ValueError: there is no line, a line is no such object, or its concept is not in the
            taxonomy.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            ids = [entry["concept"]] if entry["concept"] else []
            if not entry["level3"]:
                raise ValueError("level3 is empty")
            found.append(_labelled(entry, ids, taxonomy))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
    if not found:
        raise ValueError(f"{path.name}: no corrections")
    return found


def own_wordings(labelled: Iterable[Labelled]) -> frozenset[str]:
    """Their wordings (see `same_wording`), which nothing that they measure may learn."""
    return frozenset(same_wording(entry.text.level3) for entry in labelled)


def gold_texts(folder: Path) -> list[IndicatorText]:
    """Texts of gold records that stand elsewhere than in indicators: fields, goals and amounts."""
    texts: dict[str, None] = {}
    for path in sorted(folder.glob("**/*.json")):
        texts.update(dict.fromkeys(_elsewhere(json.loads(path.read_text(encoding="utf-8")))))
    return [IndicatorText(text) for text in texts]


def _labelled(entry: dict[str, Any], ids: Iterable[str], taxonomy: Taxonomy) -> Labelled:
    concepts = []
    for identity in ids:
        concept = taxonomy.concept(identity)
        if concept is None:
            raise ValueError(f"no concept {identity}")
        concepts.append(concept.id)
    parts = (str(entry.get(key) or "") for key in ("level3", "level2", "value"))
    return Labelled(IndicatorText(*parts), frozenset(concepts))


def _elsewhere(told: Any) -> Iterator[str]:  # noqa: ANN401
    forms = told if isinstance(told, list) else told.get("forms", [told])
    for form in forms:
        if not isinstance(form, dict):
            continue
        yield from (str(value) for value in (form.get("fields") or {}).values() if value)
        yield from (str(goal["text"]) for goal in form.get("goals") or [] if goal.get("text"))
        yield from (str(sum_["raw"]) for sum_ in form.get("funding") or [] if sum_.get("raw"))
