"""The JSON contract back into an Extraction: the exact inverse of `extractor.export.contract`.

What the contract does not say is not invented: labels and unassigned texts have confidence 1, a
row's `reading` is 1. Cells of columns without a key stand where the rest of their row does.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from extractor.document import Provenance, Source
from extractor.errors import ContractError
from extractor.export.json_schema import ExtractionObject
from extractor.export.places import COLUMNS, LEVELS, indicator_where, where_to_list
from extractor.geometry import BBox
from extractor.record import (
    Candidate,
    Classification,
    Evidence,
    Extraction,
    Finding,
    FindingState,
    Funding,
    Indicator,
    NormalValue,
    Record,
    Scheme,
    Severity,
    ValueFlag,
    ValueKind,
)
from extractor.verbatim import (
    FieldKey,
    FormType,
    Goal,
    IndicatorRow,
    OtherField,
    Panel,
    Printed,
    TaskLine,
)

JsonObject = dict[str, Any]

_SPLIT_COLUMNS = (
    ("operator", "operator_column"),
    ("unit", "unit_column"),
    ("direction", "direction"),
)
_PARALLEL = ("other_fields", "funding", "tasks", "goals", "indicators")


def validate_contract(value: object) -> None:
    """Raise ContractError where `value` is no object of the contract, or where the lists of
    `places` are not as long as those of their form."""
    try:
        text = json.dumps(value, allow_nan=False)
        contract = ExtractionObject.model_validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/" + "/".join(str(step) for step in first["loc"])
        raise ContractError(f"{place}: {first['msg']}") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise ContractError("不是 JSON 对象。 This is no JSON object.") from error
    for number, form in enumerate(contract.forms):
        for name in _PARALLEL:
            if len(getattr(form, name)) != len(getattr(form.places, name)):
                raise ContractError(f"/forms/{number}/places/{name}: 长度不符。 Other length.")


def dict_to_extraction(value: JsonObject) -> Extraction:
    """The extraction whose contract object is `value`, which `validate_contract` lets pass."""
    source, engine = value["source"], value["engine"]
    models = ((name, model) for name, model in engine["models"].items() if model is not None)
    return Extraction(
        source=Source(source["name"], source["sha256"], source["media_type"]),
        pages=source["pages"],
        records=tuple(dict_to_record(form) for form in value["forms"]),
        findings=dict_to_findings(value["findings"]),
        engine=(("version", engine["version"]), *models),
    )


def dict_to_record(form: JsonObject) -> Record:
    """The record of one entry of `forms`."""
    places = form["places"]
    scheme = form["scheme"]
    return Record(
        form_type=FormType(form["form_type"]),
        title=_printed(form["title"], places["title"]),
        year=form["year"],
        pages=tuple(form["pages"]),
        scheme=None if scheme is None else Scheme(scheme),
        fields=_fields(form["fields"], places["fields"]),
        other_fields=tuple(map(_other_field, form["other_fields"], places["other_fields"])),
        funding=tuple(map(_funding, form["funding"], places["funding"])),
        tasks=tuple(map(_task, form["tasks"], places["tasks"])),
        goals=tuple(map(_goal, form["goals"], places["goals"])),
        indicators=tuple(map(dict_to_indicator, form["indicators"], places["indicators"])),
        unassigned=tuple(Printed(e["text"], dict_to_where(e["where"])) for e in form["unassigned"]),
        labels=tuple(Printed(text) for text in form["labels"]),
        skipped_rows=tuple(Printed(text) for text in form["skipped_rows"]),
        findings=dict_to_findings(form["findings"]),
    )


def dict_to_indicator(entry: JsonObject, sights: JsonObject) -> Indicator:
    """One entry of `indicators` and its places."""
    cells = {key: _printed(entry[key], sights.get(key)) for key in (*LEVELS, "value", *COLUMNS)}
    for key in ("level3", "value"):  # "" in the contract also where nothing is printed
        if key not in sights and not entry[key]:
            cells[key] = None
    cells |= {key: _printed(entry.get(name), sights.get(key)) for key, name in _SPLIT_COLUMNS}
    row = IndicatorRow(
        panel=Panel(entry["panel"]),
        inferred=tuple(entry["inferred"]),
        confidence=entry["confidence"],
        extra=_extra(entry, cells),
        **cells,  # type: ignore[arg-type]
    )
    return Indicator(
        row,
        _normal_value(entry["normalized"]),
        _classification(entry["classification"], sights.get("concept")),
    )


def _extra(entry: JsonObject, cells: Mapping[str, Printed | None]) -> tuple[OtherField, ...]:
    """Cells of unknown columns; the first holds the place of the row where its other cells do not
    cover it."""
    pairs = [(field["label"], field["value"]) for field in entry.get("extra", ())]
    if not pairs:
        return ()
    bare = IndicatorRow(panel=Panel.ANNUAL, **cells)  # type: ignore[arg-type]
    covered = where_to_list(indicator_where(bare)) == entry["where"]
    first = () if covered else dict_to_where(entry["where"])
    return tuple(
        OtherField(Printed(label), Printed(value, () if number else first))
        for number, (label, value) in enumerate(pairs)
    )


def _fields(
    texts: Mapping[str, str | None], sights: Mapping[str, JsonObject]
) -> tuple[tuple[FieldKey, Printed], ...]:
    printed = [key for key, text in texts.items() if text is not None]
    known = [key for key in sights if key in printed]
    ordered = [*known, *(key for key in printed if key not in sights)]
    return tuple(
        (FieldKey(key), cell)
        for key in ordered
        if (cell := _printed(texts[key], sights.get(key))) is not None
    )


def _other_field(entry: JsonObject, sights: JsonObject) -> OtherField:
    return OtherField(
        _seen(entry["label"], sights["label"]), _seen(entry["value"], sights["value"])
    )


def _funding(entry: JsonObject, sight: JsonObject) -> Funding:
    amount = entry["amount_yuan"]
    return Funding(
        panel=Panel(entry["panel"]),
        item=entry["item"],
        raw=_seen(entry["raw"], sight),
        unit=entry["unit"],
        amount_yuan=None if amount is None else Decimal(amount),
        unit_inferred=entry.get("unit_inferred", False),
    )


def _task(entry: JsonObject, sights: JsonObject) -> TaskLine:
    amounts = (_printed(entry[key], sights[key]) for key in ("total", "fiscal", "other"))
    return TaskLine(_seen(entry["name"], sights["name"]), *amounts)


def _goal(entry: JsonObject, sight: JsonObject) -> Goal:
    return Goal(Panel(entry["panel"]), _seen(entry["text"], sight))


def _normal_value(entry: JsonObject) -> NormalValue:
    amount = entry.get("amount")
    return NormalValue(
        kind=ValueKind(entry["kind"]),
        operator=entry["operator"],
        numbers=tuple(entry["numbers"]),
        unit=entry["unit"],
        flags=tuple(ValueFlag(flag) for flag in entry["flags"]),
        period=entry.get("period"),
        scope=entry.get("scope"),
        per=tuple(entry.get("per", ())),
        amount=None if amount is None else Decimal(amount),
        base_unit=entry.get("base_unit"),
    )


def _classification(entry: JsonObject, sight: JsonObject | None) -> Classification:
    return Classification(
        concept=entry["concept"],
        name=entry["name"],
        home_2015=entry["home_2015"],
        home_2021=entry["home_2021"],
        home_filed_ok=entry["home_filed_ok"],
        confidence=entry["confidence"],
        candidates=tuple(Candidate(c["concept"], c["confidence"]) for c in entry["candidates"]),
        reviewed=sight is not None and sight.get("reviewed", False),
    )


def dict_to_findings(entries: Sequence[JsonObject]) -> tuple[Finding, ...]:
    """The entries of `findings`, of a form or of the file."""
    return tuple(
        Finding(
            entry["rule"],
            Severity(entry["severity"]),
            entry["message"],
            tuple(Evidence(e["text"], dict_to_where(e["where"])) for e in entry["evidence"]),
            FindingState(entry.get("state", FindingState.OPEN)),
        )
        for entry in entries
    )


def _printed(text: str | None, sight: JsonObject | None) -> Printed | None:
    return None if text is None else _seen(text, sight)


def _seen(text: str, sight: JsonObject | None) -> Printed:
    if sight is None:
        return Printed(text)
    reviewed = sight.get("reviewed", False)
    return Printed(text, dict_to_where(sight["where"]), sight["confidence"], reviewed)


def dict_to_where(entries: Sequence[JsonObject]) -> tuple[Provenance, ...]:
    """Places, as `where_to_list` writes them."""
    return tuple(Provenance(e["page"], _box(e["box"]), e.get("line")) for e in entries)


def _box(box: Sequence[float] | None) -> BBox | None:
    return None if box is None else BBox(*box)
