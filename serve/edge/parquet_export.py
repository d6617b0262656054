"""Indicators as a Parquet table: a row each, with its document and form; zstd, no index."""

from collections.abc import Iterator
from typing import IO, Any

from serve.editing.changes import JsonObject

_TEXT, _TEXTS, _WHOLE, _PART, _TRUTH = "string", "list<string>", "int32", "float64", "bool"
COLUMNS: dict[str, tuple[str, str]] = {
    "document_id": (_TEXT, "the document in this service"),
    "revision": (_WHOLE, "of its record, from 1"),
    "file": (_TEXT, "name of the file"),
    "sha256": (_TEXT, "of the file, hex"),
    "form": (_WHOLE, "of the file, from 0"),
    "form_type": (_TEXT, "project_target, department_target …"),
    "title": (_TEXT, "as printed"),
    "year": (_WHOLE, "of the form; null where none is printed"),
    "scheme": (_TEXT, "2015, 2021, mixed"),
    "project_name": (_TEXT, "as printed"),
    "department": (_TEXT, "as printed"),
    "implementing_unit": (_TEXT, "as printed"),
    "position": (_WHOLE, "of the indicator in the form, from 0"),
    "panel": (_TEXT, "annual or medium_term"),
    "level1": (_TEXT, "as printed"),
    "level2": (_TEXT, "as printed"),
    "level3": (_TEXT, "as printed"),
    "value": (_TEXT, "as printed"),
    "weight": (_TEXT, "as printed"),
    "standard": (_TEXT, "as printed"),
    "actual_value": (_TEXT, "as printed"),
    "score": (_TEXT, "as printed"),
    "deviation": (_TEXT, "as printed"),
    "kind": (_TEXT, "quantity, range, multi, qualitative, deadline, empty"),
    "operator": (_TEXT, ">= <= = > < ~"),
    "numbers": (_TEXTS, "as printed, without units"),
    "unit": (_TEXT, "of the numbers"),
    "amount": (_TEXT, "exact decimal of the first number in base_unit"),
    "base_unit": (_TEXT, "of amount"),
    "flags": (_TEXTS, "what was inferred or is doubtful about the value"),
    "concept": (_TEXT, "id in the taxonomy; null where it is not known"),
    "concept_name": (_TEXT, "its name"),
    "home_2015": (_TEXT, "level 1/level 2 of the concept"),
    "home_2021": (_TEXT, "level 1/level 2 of the concept"),
    "home_filed_ok": (_TRUTH, "whether it is filed there"),
    "concept_confidence": (_PART, "0–1"),
    "confidence": (_PART, "0–1, that all of the row is right"),
    "inferred": (_TEXTS, "keys that were not printed"),
    "reviewed": (_TRUTH, "whether a person looked at all of it"),
    "page": (_WHOLE, "the first it stands on, from 1"),
    "box": ("list<float64>", "x0, top, x1, bottom in points there"),
}
"""Type and meaning of each column; every one may be null but those of the document."""
_ROWS_AT_ONCE = 5000


class ParquetTable:
    """A table that grows row by row; `stream` must stay open until `close`."""

    def __init__(self, stream: IO[bytes]) -> None:
        import pyarrow as arrow  # heavy, and only for this
        from pyarrow import parquet

        types = {
            _TEXT: arrow.string(),
            _TEXTS: arrow.list_(arrow.string()),
            _WHOLE: arrow.int32(),
            _PART: arrow.float64(),
            _TRUTH: arrow.bool_(),
            "list<float64>": arrow.list_(arrow.float64()),
        }
        self._schema = arrow.schema(
            [
                arrow.field(name, types[kind], metadata={"description": meaning})
                for name, (kind, meaning) in COLUMNS.items()
            ]
        )
        self._batch_of = arrow.RecordBatch.from_pylist
        self._writer = parquet.ParquetWriter(stream, self._schema, compression="zstd")
        self._rows: list[JsonObject] = []

    def add(self, document_id: str, revision: int, record: JsonObject) -> None:
        """Append the indicators of one record."""
        self._rows += indicator_rows(document_id, revision, record)
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what is left and the end of the file."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        if self._rows:
            self._writer.write_batch(self._batch_of(self._rows, schema=self._schema))
        self._rows = []


def indicator_rows(document_id: str, revision: int, record: JsonObject) -> Iterator[JsonObject]:
    """The rows of one record, a value for each of COLUMNS."""
    for number, form in enumerate(record["forms"]):
        of_form = {
            "document_id": document_id,
            "revision": revision,
            "file": record["source"]["name"],
            "sha256": record["source"]["sha256"],
            "form": number,
            **{key: form[key] for key in ("form_type", "title", "year", "scheme")},
            **{key: form["fields"][key] for key in _FIELDS},
        }
        rows = zip(form["indicators"], form["places"]["indicators"], strict=True)
        for position, (indicator, sights) in enumerate(rows):
            yield of_form | {"position": position} | _indicator(indicator, sights)


_FIELDS = ("project_name", "department", "implementing_unit")
_SAME = (
    *("panel", "level1", "level2", "level3", "value", "weight", "standard", "actual_value"),
    *("score", "deviation", "confidence", "inferred"),
)


def _indicator(indicator: JsonObject, sights: JsonObject) -> JsonObject:
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
