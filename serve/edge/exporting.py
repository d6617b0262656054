"""Records of many documents in one file; read one by one, so that memory stays flat."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from extractor.export.contract_reading import dict_to_extraction
from extractor.export.csv_text import csv_head, csv_lines
from extractor.export.json_text import object_to_json_line
from extractor.export.markdown import to_markdown
from serve.access.principal import Principal
from serve.edge.corrections import visible_record
from serve.edge.parquet_export import ParquetTable
from serve.edge.service import Service
from serve.editing.changes import JsonObject
from serve.errors import BadRequestError
from serve.store.blobs import as_store_errors
from serve.store.documents import DocumentQuery, list_documents
from serve.store.listing import count_documents, next_page
from serve.store.revisions import newest_packed, unpack

MOST_XLSX_DOCUMENTS = 2000
_PIECE = 1 << 20


class ExportFormat(StrEnum):
    """What records can be taken away as."""

    JSONL = "jsonl"
    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"
    MD = "md"


MEDIA_TYPES = {
    ExportFormat.JSONL: "application/jsonl",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.PARQUET: "application/vnd.apache.parquet",
    ExportFormat.MD: "text/markdown; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """The newest record of a document, as the caller may see it."""

    document_id: str
    revision: int
    record: JsonObject


def exported(service: Service, caller: Principal, query: DocumentQuery) -> Iterator[Exported]:
    """The documents of a query that have a record, a page of them in a transaction."""
    wanted: DocumentQuery | None = query
    while wanted is not None:
        with service.database.read() as connection:
            page = list_documents(connection, wanted)
            ids = [document.id for document in page.documents if document.revision]
            found = newest_packed(connection, ids)
        for document_id, number, packed in found:
            yield Exported(document_id, number, visible_record(unpack(packed), caller))
        wanted = next_page(wanted, page)


def check_size(service: Service, query: DocumentQuery, form: ExportFormat) -> None:
    """Raise BadRequestError for more documents than a workbook is for: it is written whole before
    the first byte is sent, 25 ms a document."""
    if form is not ExportFormat.XLSX:
        return
    with service.database.read() as connection:
        count = count_documents(connection, query)
    if count > MOST_XLSX_DOCUMENTS:
        raise BadRequestError(
            f"XLSX 最多 {MOST_XLSX_DOCUMENTS} 个文档，请缩小范围或用 csv、parquet。 "
            f"XLSX takes {MOST_XLSX_DOCUMENTS} documents: ask for fewer, or csv or parquet."
        )


def export_pieces(records: Iterator[Exported], form: ExportFormat) -> Iterator[bytes]:
    """The file in pieces, for the formats that are written as they are read."""
    if form is ExportFormat.CSV:
        yield csv_head().encode()
    for number, entry in enumerate(records):
        if form is ExportFormat.JSONL:
            yield object_to_json_line(entry.record).encode()
        elif form is ExportFormat.CSV:
            yield csv_lines((dict_to_extraction(entry.record),)).encode()
        else:
            text = to_markdown(dict_to_extraction(entry.record))
            yield ("\n" * bool(number) + text).encode()


def export_file(service: Service, records: Iterator[Exported], form: ExportFormat) -> IO[bytes]:
    """The file of a format that can only be sent when it is whole; it is gone when it is closed.

    Raises DiskFullError, StoreError.
    """
    with as_store_errors("export"):
        file = tempfile.TemporaryFile(dir=service.blobs.staging.path)  # noqa: SIM115 - sent later
        try:
            _WRITERS[form](records, file)
            file.seek(0)
        except BaseException:
            file.close()
            raise
    return file


def file_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of an open file, which is closed behind them."""
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _write_parquet(records: Iterator[Exported], file: IO[bytes]) -> None:
    table = ParquetTable(file)
    for entry in records:
        table.add(entry.document_id, entry.revision, entry.record)
    table.close()


def _write_workbook(records: Iterator[Exported], file: IO[bytes]) -> None:
    # openpyxl takes a while to import.
    from extractor.export.workbook import WorkbookStream

    book = WorkbookStream()
    try:
        for entry in records:
            book.add(dict_to_extraction(entry.record))
    except BaseException:
        book.discard()
        raise
    book.save(file)


_WRITERS: dict[ExportFormat, Callable[[Iterator[Exported], IO[bytes]], None]] = {
    ExportFormat.PARQUET: _write_parquet,
    ExportFormat.XLSX: _write_workbook,
}
IS_WRITTEN_WHOLE = frozenset(_WRITERS)
"""Formats of `export_file`; the others are of `export_pieces`."""
