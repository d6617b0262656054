"""A record of the contract → its rows in every table of the archive."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractor.export.json_text import encodable
from serve.archive.indicator_row import form_head, indicator_row
from serve.archive.schema import Dataset
from serve.editing.changes import JsonObject
from serve.editing.doubts import doubts
from serve.store.summary import summary_of

Rows = Mapping[Dataset, Sequence[JsonObject]]

_LARGEST = Decimal(10) ** 24  # of a column of money
_DIGITS = 6  # after its point
_LEFT = ("project_attribute", "project_period", "project_leader")


def record_rows(record: JsonObject) -> Rows:
    """The rows of all tables but `files`; `documents` has one, without uri, name and part."""
    sha256 = record["source"]["sha256"]
    found: dict[Dataset, list[JsonObject]] = {dataset: [] for dataset in Dataset}
    found[Dataset.DOCUMENTS].append(_document(record))
    found[Dataset.RECORDS].append({"sha256": sha256, "record": _json(record)})
    found[Dataset.FINDINGS] += _findings(record["findings"], {"sha256": sha256, "form": None})
    for number, form in enumerate(record["forms"]):
        own = {"sha256": sha256, "form": number}
        found[Dataset.FORMS].append(_form(form, own))
        found[Dataset.INDICATORS] += _indicators(form, own)
        found[Dataset.FUNDING] += _funding(form["funding"], own)
        found[Dataset.TASKS] += _numbered(form["tasks"], own)
        found[Dataset.GOALS] += _numbered(form["goals"], own)
        found[Dataset.FINDINGS] += _findings(form["findings"], own)
        found[Dataset.CELLS] += _cells(form, own)
    return {dataset: [_storable(row) for row in rows] for dataset, rows in found.items()}


def record_engine(record: JsonObject) -> str:
    """What read a document, as it says itself: versions of the product and its models, as JSON;
    see `here_runner.engine_name`."""
    engine = record["engine"]
    return json.dumps({**engine["models"], "version": engine["version"]}, sort_keys=True)


def _document(record: JsonObject) -> JsonObject:
    summary = summary_of(record, doubts(record))
    return {
        "sha256": record["source"]["sha256"],
        "media_type": record["source"]["media_type"],
        "pages": summary.pages,
        "forms": summary.forms,
        "indicators": summary.indicators,
        "doubtful": summary.doubtful,
        "doubt": summary.doubt,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "engine": _json(record["engine"]),
    }


def _form(form: JsonObject, own: JsonObject) -> JsonObject:
    sure = [indicator["confidence"] for indicator in form["indicators"]]
    severities = [finding["severity"] for finding in form["findings"]]
    return {
        **own,
        **form_head(form),
        **{key: form["fields"][key] for key in _LEFT},
        "other_fields": _json(form["other_fields"]),
        "pages": form["pages"],
        "indicators": len(sure),
        "confidence": sum(sure) / len(sure) if sure else None,
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
    }


def _indicators(form: JsonObject, own: JsonObject) -> Iterator[JsonObject]:
    head = own | form_head(form)
    rows = zip(form["indicators"], form["places"]["indicators"], strict=True)
    for position, (indicator, sights) in enumerate(rows):
        yield head | {"position": position} | indicator_row(indicator, sights)


def _funding(lines: Sequence[JsonObject], own: JsonObject) -> Iterator[JsonObject]:
    for row in _numbered(lines, own):
        yield row | {"amount_yuan": _money(row["amount_yuan"])}


def _numbered(entries: Sequence[JsonObject], own: JsonObject) -> Iterator[JsonObject]:
    for position, entry in enumerate(entries):
        yield {**own, "position": position, **entry}


def _findings(findings: Sequence[JsonObject], own: JsonObject) -> Iterator[JsonObject]:
    for position, finding in enumerate(findings):
        places = [place for entry in finding["evidence"] for place in entry["where"]]
        yield {
            **own,
            "position": position,
            **{key: finding[key] for key in ("rule", "severity", "message")},
            "page": places[0]["page"] if places else None,
        }


def _cells(form: JsonObject, own: JsonObject) -> Iterator[JsonObject]:
    """Every value with its place, by the shape that `places` has; then what fits nowhere."""
    for path, sight in _sights(form["places"], ""):
        if (text := _text_at(form, path)) is not None:
            yield {**own, "path": path, "text": text, **_seen(sight)}
    for position, loose in enumerate(form["unassigned"]):
        path = f"unassigned/{position}"
        yield {**own, "path": path, "text": loose["text"], **_seen({"where": loose["where"]})}


def _sights(node: Any, path: str) -> Iterator[tuple[str, JsonObject]]:  # noqa: ANN401
    if isinstance(node, list):
        for position, entry in enumerate(node):
            yield from _sights(entry, f"{path}/{position}")
    elif isinstance(node, dict) and "where" in node:
        yield path.removeprefix("/"), node
    elif isinstance(node, dict):
        for key, entry in node.items():
            yield from _sights(entry, f"{path}/{key}")


def _text_at(form: JsonObject, path: str) -> str | None:
    """The text that a place is of. Funding and goals have one place a row, of their own text."""
    keys = path.split("/")
    own = {"funding": "raw", "goals": "text"}
    if keys[0] in own and len(keys) == 2:
        keys.append(own[keys[0]])
    value: Any = form
    for key in keys:
        if isinstance(value, list):
            value = value[int(key)]
        elif isinstance(value, dict):
            value = value.get(key)
    return value if isinstance(value, str) else None


def _seen(sight: JsonObject) -> JsonObject:
    first: JsonObject = next(iter(sight["where"]), {})
    return {
        "page": first.get("page"),
        "box": first.get("box"),
        "confidence": sight.get("confidence"),
    }


def _money(text: str | None) -> Decimal | None:
    if text is None:
        return None
    amount = Decimal(text)
    if not amount.is_finite() or amount.copy_abs() >= _LARGEST:
        return None
    _, digits, exponent = amount.as_tuple()
    written = len(digits) + min(0, int(exponent))
    fits = int(exponent) >= -_DIGITS or not any(digits[max(0, written + _DIGITS) :])
    return amount if fits else None


def _storable(row: JsonObject) -> JsonObject:
    return {
        key: encodable(value) if isinstance(value, str) else value for key, value in row.items()
    }


def _json(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
