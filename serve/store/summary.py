"""What lists, search and statistics show of the newest record: columns, indicators, findings.

Texts here are masked: who may not see personal data searches and lists without a second look, and
nobody can find out by searching whether a name stands in a document.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from extractor.export.json_text import encodable
from extractor.record import Severity
from serve.editing.changes import JsonObject
from serve.editing.doubts import Doubt, doubts
from serve.editing.masking import mask_file_name, mask_record, people_in
from serve.store.tables import documents, findings, indicators, passages

OPEN = "open"
_LONGEST_PASSAGE = 20_000
_NO_FORM = -1


@dataclass(frozen=True, slots=True)
class Summary:
    """The columns of a document that follow from its record. `doubtful` counts the values to look
    at, `doubt` is the greatest of them (0–1); `errors` and `warnings` count open findings."""

    pages: int
    forms: int
    indicators: int
    doubtful: int
    doubt: float
    errors: int
    warnings: int
    title: str | None
    project_name: str | None
    department: str | None
    year: int | None
    form_type: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is shown of a record; rows are those of the tables, without the document's id."""

    summary: Summary
    indicators: list[JsonObject]
    findings: list[JsonObject]
    passages: list[JsonObject]
    people: tuple[str, ...]  # named in it


def shown_of(record: JsonObject) -> Shown:
    """What will be shown of a record. It takes a while: make it before the transaction."""
    masked = mask_record(record)
    return Shown(
        summary_of(masked, doubts(record)),
        indicator_rows(masked),
        finding_rows(masked),
        passage_rows(masked),
        people_in(record),
    )


def store_shown(connection: Connection, document_id: str, shown: Shown) -> None:
    """Put what is shown of the newest record in place of what was of the one before."""
    this = documents.c.id == document_id
    name = connection.execute(select(documents.c.name).where(this)).scalar_one()
    values = asdict(shown.summary) | {"masked_name": mask_file_name(name, shown.people)}
    connection.execute(update(documents).where(this).values(**values))
    _replace(connection, indicators, document_id, shown.indicators)
    _replace(connection, findings, document_id, shown.findings)
    _replace(connection, passages, document_id, shown.passages)


def summary_of(record: JsonObject, found: Sequence[Doubt]) -> Summary:
    """The summary of a record and its doubts; names are those of its first form."""
    forms = record["forms"]
    first = forms[0] if forms else None
    severities = [row["severity"] for row in finding_rows(record) if row["state"] == OPEN]
    return Summary(
        pages=record["source"]["pages"],
        forms=len(forms),
        indicators=sum(len(form["indicators"]) for form in forms),
        doubtful=len(found),
        doubt=max((doubt.weight for doubt in found), default=0.0),
        errors=severities.count(Severity.ERROR.value),
        warnings=severities.count(Severity.WARNING.value),
        title=first and _storable(first["title"]),
        project_name=first and _storable(first["fields"]["project_name"]),
        department=first and _storable(first["fields"]["department"]),
        year=first and first["year"],
        form_type=first and first["form_type"],
    )


def indicator_rows(record: JsonObject) -> list[JsonObject]:
    """The rows of table `indicators`, without the document's id."""
    return [
        _indicator_row(indicator) | {"form": number, "position": position}
        for number, form in enumerate(record["forms"])
        for position, indicator in enumerate(form["indicators"])
    ]


def finding_rows(record: JsonObject) -> list[JsonObject]:
    """The rows of table `findings`, without the document's id."""
    lists = [(_NO_FORM, record["findings"])]
    lists += [(number, form["findings"]) for number, form in enumerate(record["forms"])]
    return [
        {
            "form": number,
            "position": position,
            "rule": finding["rule"],
            "severity": finding["severity"],
            "state": finding.get("state", OPEN),
        }
        for number, entries in lists
        for position, finding in enumerate(entries)
    ]


def passage_rows(record: JsonObject) -> list[JsonObject]:
    """The rows of table `passages`, without the document's id: texts that no indicator holds."""
    return [
        {"path": f"/forms/{number}/{path}", "form": number, "text": _storable(text)}
        for number, form in enumerate(record["forms"])
        for path, text in _passages(form)
        if text and text.strip()
    ]


def _passages(form: JsonObject) -> Iterator[tuple[str, str | None]]:
    yield "title", form["title"]
    for key, text in form["fields"].items():
        yield f"fields/{key}", text
    for position, field in enumerate(form["other_fields"]):
        yield f"other_fields/{position}", f"{field['label']} {field['value']}"
    for position, task in enumerate(form["tasks"]):
        yield f"tasks/{position}/name", task["name"]
    for position, goal in enumerate(form["goals"]):
        yield f"goals/{position}/text", goal["text"]
    for position, entry in enumerate(form["unassigned"]):
        yield f"unassigned/{position}", entry["text"]


def _indicator_row(indicator: JsonObject) -> JsonObject:
    classification = indicator["classification"]
    return {
        "panel": indicator["panel"],
        "level1": _storable(indicator["level1"]),
        "level2": _storable(indicator["level2"]),
        "level3": _storable(indicator["level3"]) or "",
        "value": _storable(indicator["value"]) or "",
        "concept": classification["concept"],
        "concept_name": classification["name"],
        "home": classification["home_2021"],
        "confidence": indicator["confidence"],
    }


def _storable(text: str | None) -> str | None:
    """Text that both databases hold: no NUL, no lone surrogates, not endless."""
    if text is None:
        return None
    return encodable(text[:_LONGEST_PASSAGE]).replace("\0", "\ufffd")


def _replace(
    connection: Connection, table: Table, document_id: str, rows: Sequence[dict[str, Any]]
) -> None:
    connection.execute(delete(table).where(table.c.document_id == document_id))
    if rows:
        connection.execute(insert(table), [row | {"document_id": document_id} for row in rows])
