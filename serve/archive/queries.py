"""Questions to an archive, in SQL: DuckDB over its Parquet files. Needs the extra `archive`.

documents files forms indicators funding tasks goals findings cells records costs: a view a table
"""

import glob
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.export.json_text import encodable
from serve.archive.buckets import is_bucket
from serve.archive.copying import copy_tables
from serve.archive.schema import TABLES, Columns, Dataset
from serve.errors import ArchiveFormatError, ArchiveQueryError, MissingExtraError, StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, Statement

_MOST_BYTES = "1GB"
_READING = ("SELECT", "MULTI", "EXPLAIN")  # MULTI is what a PIVOT becomes
_WRITING = re.compile(r"\bcopy\b", re.IGNORECASE)  # within one of those it writes files, too
_QUOTED = re.compile("'[^']*'")
_BLURRING = ("--", "/*", "$", "\\", '"')
_SQL_TYPES = {
    "string": "VARCHAR",
    "list<string>": "VARCHAR[]",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "list<float64>": "DOUBLE[]",
    "list<int32>": "INTEGER[]",
    "decimal128(30, 6)": "DECIMAL(30, 6)",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Columns and rows of an answer."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class Queries:
    """An archive that answers. Its tables lie in `folder`: those of a bucket are copied there."""

    def __init__(self, connection: "DuckDBPyConnection", folder: Path) -> None:
        self.folder = folder
        self._connection = connection

    def ask(self, sql: str, values: Sequence[Any] = ()) -> Answer:
        """The answer to one statement. Raises ArchiveQueryError for what is none."""
        import duckdb

        try:
            result = self._connection.execute(self._statement(encodable(sql)), list(values))
            columns = tuple(entry[0] for entry in result.description or ())
            return Answer(columns, tuple(result.fetchall()))
        except (duckdb.Error, OverflowError) as error:  # a time that Python has no name for
            raise ArchiveQueryError(f"查询有误。 The query fails: {error}") from error

    def _statement(self, sql: str) -> "Statement":
        """The one statement of a text, which writes nothing: what may be read may be written, too.
        Raises ArchiveQueryError, duckdb.Error."""
        statements = self._connection.extract_statements(sql)
        if not statements:
            raise ArchiveQueryError("查询为空。 The query is empty.")
        if len(statements) > 1 or statements[0].type.name not in _READING or _may_write(sql):
            raise ArchiveQueryError(
                "只能是一条只读的查询，不含 COPY。 Ask one statement that reads, without COPY."
            )
        return statements[0]

    def count_absent(self, documents: Sequence[tuple[str, int]]) -> int:
        """How many of these (digest, part) the table of documents lacks."""
        import pyarrow as arrow

        given = arrow.table(
            {"sha256": [one for one, _ in documents], "part": [part for _, part in documents]}
        )
        self._connection.register("given", given)
        sql = "SELECT count(*) FROM given ANTI JOIN all_documents USING (sha256, part)"
        ((count,),) = self.ask(sql).rows
        self._connection.unregister("given")
        return int(count)

    def put_digests(self, name: str, digests: Iterable[str]) -> None:
        """Make a table of this name with one column, `sha256`."""
        import pyarrow as arrow

        self._connection.register(name, arrow.table({"sha256": arrow.array(digests, "string")}))

    def put_parts(self, parts: Sequence[int]) -> None:
        """Make a table `expected` of these parts."""
        import pyarrow as arrow

        self._connection.register("expected", arrow.table({"part": arrow.array(parts, "int32")}))


@contextmanager
def open_queries(destination: str, home: Path) -> Iterator[Queries]:
    """The archive at a folder or bucket, ready to be asked. Tables of a bucket are copied first,
    those parts that are not there yet.

    Raises ArchiveFormatError where there is no archive, MissingExtraError, StoreError.
    """
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "缺少 duckdb。 duckdb is not installed: run `make train-tools`, or pip install duckdb."
        ) from error
    folder = copy_tables(destination, home) if is_bucket(destination) else Path(destination)
    if not (folder / "schema.json").is_file():
        raise ArchiveFormatError(f"{destination}: 不是档案。 There is no archive.")
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": _MOST_BYTES,
    }
    connection = duckdb.connect(":memory:", config=settings)
    try:
        try:
            rows = _rows(folder, Dataset.DOCUMENTS)
            connection.execute(f"CREATE VIEW all_documents AS SELECT * FROM {rows}")
            for dataset in Dataset:
                connection.execute(_view(folder, dataset))
            _confine(connection, folder)
        except duckdb.Error as error:
            first = str(error).partition("\n")[0]
            raise StoreError(f"数据表损坏。 The tables are damaged: {first}") from error
        yield Queries(connection, folder)
    finally:
        connection.close()


def _confine(connection: "DuckDBPyConnection", folder: Path) -> None:
    """A statement that somebody pasted reads no other files and asks no network."""
    names = (str(folder.absolute()), str(folder), glob.escape(str(folder)))  # views name the last
    connection.execute("SET allowed_directories = ?", [[f"{name}/" for name in names]])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _view(folder: Path, dataset: Dataset) -> str:
    """The view of a table: of each document the rows of its last part, of each file the newest."""
    rows = _rows(folder, dataset)
    match dataset:
        case Dataset.DOCUMENTS:
            select = f"SELECT * FROM {rows} QUALIFY part = max(part) OVER (PARTITION BY sha256)"
        case Dataset.FILES:
            select = f"SELECT * FROM {rows} QUALIFY part = max(part) OVER (PARTITION BY uri)"
        case Dataset.COSTS:  # parts of an older program lack columns
            whole = f"(SELECT * FROM {rows} UNION ALL BY NAME {_empty(TABLES[dataset])})"
            select = f"SELECT * FROM {whole} SEMI JOIN documents USING (sha256, part)"
        case _:
            select = f"SELECT * FROM {rows} SEMI JOIN documents USING (sha256, part)"
    return f"CREATE VIEW {dataset} AS {select}"


def _rows(folder: Path, dataset: Dataset) -> str:
    pattern = Path(glob.escape(str(folder))) / dataset / "run=*" / "part-*.parquet"
    if any(folder.glob(f"{dataset}/run=*/part-*.parquet")):
        name = str(pattern).replace("'", "''")
        return f"read_parquet('{name}', hive_partitioning = true, union_by_name = true)"
    return f"({_empty(TABLES[dataset])})"


def _may_write(sql: str) -> bool:
    """Whether COPY stands in it, but for plain texts in quotes; where it is less plain what is a
    text, anywhere."""
    is_plain = not any(mark in sql for mark in _BLURRING)
    return _WRITING.search(_QUOTED.sub("''", sql) if is_plain else sql) is not None


def _empty(columns: Columns) -> str:
    casts = ", ".join(f"NULL::{_SQL_TYPES[kind]} AS {name}" for name, (kind, _) in columns.items())
    return f"SELECT {casts}, NULL::VARCHAR AS run WHERE false"
