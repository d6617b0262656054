"""An indicator of the contract as a row of a table."""

from typing import Any

from serve.editing.changes import JsonObject

_SAME = (
    *("panel", "level1", "level2", "level3", "value", "weight", "standard", "actual_value"),
    *("score", "deviation", "confidence", "inferred"),
)
_FIELDS = ("project_name", "department", "implementing_unit")


def form_head(form: JsonObject) -> JsonObject:
    """What every row of a form repeats: a value for each of FORM_HEAD."""
    return {
        **{key: form[key] for key in ("form_type", "title", "year", "scheme")},
        **{key: form["fields"][key] for key in _FIELDS},
    }


def indicator_row(indicator: JsonObject, sights: JsonObject) -> JsonObject:
    """A value for each of INDICATOR; `sights` are the places of its values."""
    normal, concept = indicator["normalized"], indicator["classification"]
    first: dict[str, Any] = next(iter(indicator["where"]), {})
    own = [sight for key, sight in sights.items() if key != "concept"]
    return {
        **{key: indicator[key] for key in _SAME},
        **{key: normal.get(key) for key in ("kind", "operator", "numbers", "unit", "flags")},
        **{key: normal.get(key) for key in ("amount", "base_unit")},
        **{key: concept[key] for key in ("concept", "home_2015", "home_2021", "home_filed_ok")},
        "concept_name": concept["name"],
        "concept_confidence": concept["confidence"],
        "reviewed": bool(own) and all(sight.get("reviewed", False) for sight in own),
        "page": first.get("page"),
        "box": first.get("box"),
    }
