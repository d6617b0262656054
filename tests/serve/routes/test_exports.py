"""Many records in one file, and one file read at once."""

import csv
import io
import json

import openpyxl
import pytest
from pyarrow import parquet

from serve.edge import exporting
from serve.edge.parquet_export import COLUMNS
from serve.store.audit import list_audit
from serve.store.documents import delete_document
from tests.serve.records import FORM, add_document, river


@pytest.fixture
def documents(database):
    other = river()
    other["forms"][0]["indicators"][0]["level3"] = "=HYPERLINK(1)"
    other["forms"][0]["year"] = 2032
    with database.write() as connection:
        return [add_document(connection, record) for record in (river(), other)]


def export(client, form, **filters):
    answer = client.get("/v1/export", params={"format": form, "order": "asc", **filters})
    assert answer.status_code == 200, answer.text
    assert f'jixiao.{form}"' in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.content


def test_lines_are_the_contract_objects(admin, documents):
    lines = [json.loads(line) for line in export(admin, "jsonl").splitlines()]
    assert lines[0] == river()
    assert lines[1]["forms"][0]["year"] == 2032


def test_filters_are_those_of_the_list(admin, documents, database):
    assert len(export(admin, "jsonl", year=2032).splitlines()) == 1
    assert export(admin, "jsonl", q="骆驼") == b""
    with database.write() as connection:
        delete_document(connection, documents[0], 2.0)
    assert len(export(admin, "jsonl").splitlines()) == 1
    assert admin.get("/v1/export?format=doc").status_code == 422
    assert admin.get("/v1/export?colour=red").status_code == 422


def test_no_cell_of_a_csv_runs_as_a_formula(admin, documents):
    text = export(admin, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 10
    assert [row["三级指标 level3"] for row in rows][5] == "'=HYPERLINK(1)"


def test_a_workbook_holds_all_rows_as_texts(admin, documents):
    book = openpyxl.load_workbook(io.BytesIO(export(admin, "xlsx")))
    assert [len(list(sheet.rows)) for sheet in book][:2] == [3, 11]
    cell = next(c for row in book.worksheets[1].rows for c in row if c.value == "=HYPERLINK(1)")
    assert cell.data_type == "s"
    assert book.worksheets[1].freeze_panes == "A2"


def test_a_workbook_of_too_many_documents_is_refused(admin, documents, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_XLSX_DOCUMENTS", 1)
    answer = admin.get("/v1/export?format=xlsx")
    assert answer.status_code == 400
    assert "parquet" in answer.json()["detail"]


def test_a_parquet_table_has_its_documented_columns(admin, documents):
    table = parquet.read_table(io.BytesIO(export(admin, "parquet")))
    assert table.column_names == list(COLUMNS)
    rows = table.to_pylist()
    assert len(rows) == 10
    assert (rows[0]["document_id"], rows[0]["revision"]) == (documents[0], 1)
    assert (rows[0]["level3"], rows[0]["numbers"]) == ("整治河道长度", ["12"])
    assert (rows[0]["amount"], rows[0]["base_unit"], rows[0]["reviewed"]) == ("12000", "米", False)
    assert b"0-based" not in table.schema.field("page").metadata[b"description"]


def test_a_parquet_table_of_nothing_has_its_columns_too(admin):
    table = parquet.read_table(io.BytesIO(export(admin, "parquet")))
    assert (table.num_rows, table.column_names) == (0, list(COLUMNS))


def test_markdown_is_a_section_each(admin, documents):
    assert export(admin, "md").decode().count("# 清水河.txt") == 2


@pytest.mark.parametrize("form", ["jsonl", "csv", "md", "xlsx", "parquet"])
def test_names_are_masked_in_every_format(reader, documents, form):
    content = export(reader, form)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        content = str([[c.value for c in row] for sheet in book for row in sheet.rows]).encode()
    assert "欧阳水清".encode() not in content
    assert b"1234567" not in content


def test_an_export_is_audited(admin, documents, database):
    export(admin, "jsonl")
    with database.read() as connection:
        entry = list_audit(connection, None, 1)[0]
    assert (entry.action, entry.data) == ("records.export", {"format": "jsonl"})


def test_more_documents_than_a_page_are_all_exported(admin, database):
    with database.write() as connection:
        small = river() | {"forms": []}
        for _ in range(201):
            add_document(connection, small)
    assert len(export(admin, "jsonl").splitlines()) == 201


def test_a_small_file_is_read_at_once(writer, reader):
    files = {"file": ("表.txt", FORM.encode())}
    answer = writer.post("/v1/extract", files=files)
    assert answer.status_code == 200, answer.text
    record = answer.json()
    assert record["source"]["name"] == "表.txt"
    assert record["forms"][0]["indicators"][0]["level3"] == "整治河道长度"
    assert "欧阳水清" not in answer.text
    assert writer.get("/v1/documents").json()["documents"] == []
    assert reader.post("/v1/extract", files=files).status_code == 403
    assert writer.post("/v1/extract", files={"file": ("a", b"")}).status_code == 422
    assert writer.post("/v1/extract", json={}).status_code == 415
