"""Indicators as a Parquet table: a row each, with its document and form; zstd, no index."""

from collections.abc import Iterator
from typing import IO

from serve.archive.arrow_types import arrow_schema
from serve.archive.indicator_row import form_head, indicator_row
from serve.archive.schema import FORM_HEAD, INDICATOR, TEXT, WHOLE, Columns
from serve.editing.changes import JsonObject

COLUMNS: Columns = {
    "document_id": (TEXT, "the document in this service"),
    "revision": (WHOLE, "of its record, from 1"),
    "file": (TEXT, "name of the file"),
    "sha256": (TEXT, "of the file, hex"),
    "form": (WHOLE, "of the file, from 0"),
    **FORM_HEAD,
    "position": (WHOLE, "of the indicator in the form, from 0"),
    **INDICATOR,
}
"""Type and meaning of each column; every one may be null but those of the document."""
_ROWS_AT_ONCE = 5000


class ParquetTable:
    """A table that grows row by row; `stream` must stay open until `close`."""

    def __init__(self, stream: IO[bytes]) -> None:
        import pyarrow as arrow  # heavy, and only for this
        from pyarrow import parquet

        self._schema = arrow_schema(COLUMNS)
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
            **form_head(form),
        }
        rows = zip(form["indicators"], form["places"]["indicators"], strict=True)
        for position, (indicator, sights) in enumerate(rows):
            yield of_form | {"position": position} | indicator_row(indicator, sights)
