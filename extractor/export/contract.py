"""An Extraction as the plain dict of the JSON contract (`schema_version` "1").

Every key is always present unless it says otherwise; null means "not printed", "" means "printed
blank". Beside the contract's own keys a form carries `labels` and `skipped_rows`, so that all
printed cells are accounted for, and `places`, so that every value can be traced to the paper.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from extractor.document import Provenance
from extractor.export.goal_items import split_goal_items
from extractor.export.places import COLUMNS, indicator_where, record_places, where_to_list
from extractor.record import (
    SCHEMA_VERSION,
    Classification,
    Evidence,
    Extraction,
    Finding,
    FindingState,
    Funding,
    Indicator,
    NormalValue,
    Record,
)
from extractor.verbatim import FieldKey, Goal, OtherField, Printed, TaskLine

JsonObject = dict[str, Any]

MODELS = ("table_structure", "form_tagger", "indicator_classifier", "ocr")
_SPLIT_VALUE_COLUMNS = (
    ("operator_column", "operator"),
    ("unit_column", "unit"),
    ("direction", "direction"),
)


def extraction_to_dict(extraction: Extraction) -> JsonObject:
    """The whole contract object of one file."""
    return {
        "schema_version": SCHEMA_VERSION,
        "source": {
            "name": extraction.source.name,
            "sha256": extraction.source.sha256,
            "media_type": extraction.source.media_type,
            "pages": extraction.pages,
        },
        "forms": [record_to_dict(record) for record in extraction.records],
        "findings": [finding_to_dict(finding) for finding in extraction.findings],
        "engine": _engine(dict(extraction.engine)),
    }


def record_to_dict(record: Record) -> JsonObject:
    """One entry of `forms`."""
    fields = dict(record.fields)
    return {
        "form_type": record.form_type.value,
        "title": _text(record.title),
        "year": record.year,
        "pages": list(record.pages),
        "scheme": None if record.scheme is None else record.scheme.value,
        "fields": {key.value: _text(fields.get(key)) for key in FieldKey},
        "other_fields": _labelled(record.other_fields),
        "funding": [_funding(line) for line in record.funding],
        "tasks": [_task(task) for task in record.tasks],
        "goals": [_goal(goal) for goal in record.goals],
        "indicators": [_indicator(indicator) for indicator in record.indicators],
        "unassigned": [_placed(item.text, item.where) for item in record.unassigned],
        "findings": [finding_to_dict(finding) for finding in record.findings],
        "labels": [label.text for label in record.labels],
        "skipped_rows": [row.text for row in record.skipped_rows],
        "places": record_places(record),
    }


def plain_decimal(number: Decimal) -> str:
    """An amount without exponent and trailing zeros: `1E+6` → "1000000", `0.50` → "0.5"."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _text(printed: Printed | None) -> str | None:
    return None if printed is None else printed.text


def _placed(text: str, where: Sequence[Provenance]) -> JsonObject:
    return {"text": text, "where": where_to_list(where)}


def _labelled(fields: Iterable[OtherField]) -> list[JsonObject]:
    return [{"label": field.label.text, "value": field.value.text} for field in fields]


def _funding(line: Funding) -> JsonObject:
    amount = None if line.amount_yuan is None else plain_decimal(line.amount_yuan)
    entry: JsonObject = {
        "panel": line.panel.value,
        "item": line.item,
        "raw": line.raw.text,
        "unit": line.unit,
        "amount_yuan": amount,
    }
    if line.unit_inferred:
        entry["unit_inferred"] = True
    return entry


def _task(task: TaskLine) -> JsonObject:
    return {
        "name": task.name.text,
        "total": _text(task.total),
        "fiscal": _text(task.fiscal),
        "other": _text(task.other),
    }


def _goal(goal: Goal) -> JsonObject:
    text = goal.text.text
    return {"panel": goal.panel.value, "text": text, "items": split_goal_items(text)}


def _indicator(indicator: Indicator) -> JsonObject:
    row = indicator.row
    entry: JsonObject = {
        "panel": row.panel.value,
        "level1": _text(row.level1),
        "level2": _text(row.level2),
        "level3": _text(row.level3) or "",
        "value": _text(row.value) or "",
    }
    entry |= {key: _text(getattr(row, key)) for key in COLUMNS}
    for key, attribute in _SPLIT_VALUE_COLUMNS:
        printed: Printed | None = getattr(row, attribute)
        if printed is not None:
            entry[key] = printed.text
    if row.extra:
        entry["extra"] = _labelled(row.extra)
    return entry | {
        "normalized": _normal_value(indicator.normalized),
        "classification": _classification(indicator.classification or Classification()),
        "confidence": round(row.confidence, 4),
        "where": where_to_list(indicator_where(row)),
        "inferred": list(row.inferred),
    }


def _normal_value(value: NormalValue) -> JsonObject:
    """`period`, `scope`, `per`, `amount`, `base_unit` stand only where the value has them."""
    entry: JsonObject = {
        "kind": value.kind.value,
        "operator": value.operator,
        "numbers": list(value.numbers),
        "unit": value.unit,
        "flags": [flag.value for flag in value.flags],
    }
    if value.period is not None:
        entry["period"] = value.period
    if value.scope is not None:
        entry["scope"] = value.scope
    if value.per:
        entry["per"] = list(value.per)
    if value.amount is not None:
        entry["amount"] = plain_decimal(value.amount)
    if value.base_unit is not None:
        entry["base_unit"] = value.base_unit
    return entry


def _classification(classification: Classification) -> JsonObject:
    confidence = classification.confidence
    return {
        "concept": classification.concept,
        "name": classification.name,
        "home_2015": classification.home_2015,
        "home_2021": classification.home_2021,
        "home_filed_ok": classification.home_filed_ok,
        "confidence": None if confidence is None else round(confidence, 4),
        "candidates": [
            {"concept": candidate.concept, "confidence": round(candidate.confidence, 4)}
            for candidate in classification.candidates
        ],
    }


def finding_to_dict(finding: Finding) -> JsonObject:
    """One entry of `findings`; `state` stands only where a person accepted or ignored it."""
    entry: JsonObject = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }
    if finding.state is not FindingState.OPEN:
        entry["state"] = finding.state.value
    return entry


def _evidence(evidence: Evidence) -> JsonObject:
    return _placed(evidence.text, evidence.where)


def _engine(names: dict[str, str]) -> JsonObject:
    """The version and the name of each model; null where a model did not take part."""
    models: dict[str, str | None] = dict.fromkeys(MODELS)
    models |= {key: value for key, value in names.items() if key != "version"}
    return {"version": names.get("version") or _installed_version(), "models": models}


def _installed_version() -> str:
    try:
        return version("jixiao")
    except PackageNotFoundError:
        return "0"
