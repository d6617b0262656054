"""Synthetic forms as if a person had corrected them: the contract of what they print."""

from typing import Any

from extractor.export.places import COLUMNS, LEVELS
from models.form_tagger.roles import Role
from training.form_tagger.tagged import TaggedForm


def corrected_contract(form: TaggedForm) -> dict[str, Any]:
    """The contract form whose values are those that the form prints; without places."""
    record = form.record
    return {
        "title": record["title"],
        "fields": dict(record["fields"]),
        "other_fields": _other_fields(form),
        "funding": [dict(line) for line in record["funding"]],
        "tasks": [dict(task) for task in record["tasks"]],
        "goals": [dict(goal) for goal in record["goals"]],
        "indicators": [_indicator(dict(row)) for row in record["indicators"]],
        "places": None,
    }


def _other_fields(form: TaggedForm) -> list[dict[str, str]]:
    found = []
    for token, truth in zip(form.tokens, form.truths, strict=True):
        if (
            truth.role is Role.FIELD_VALUE
            and truth.key == "other_field"
            and truth.parent is not None
        ):
            found.append({"label": form.tokens[truth.parent].text, "value": token.text})
    return found


def _indicator(row: dict[str, Any]) -> dict[str, Any]:
    entry = {key: row.get(key) for key in ("panel", *LEVELS, "value", *COLUMNS)}
    entry |= {"operator": row.get("sign"), "unit": row.get("unit"), "inferred": []}
    if row.get("explanation"):
        entry["extra"] = [{"label": "指标说明", "value": row["explanation"]}]
    return entry
