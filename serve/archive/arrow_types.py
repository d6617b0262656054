"""Columns of a table as Arrow knows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from serve.archive.schema import (
    BIG,
    MONEY,
    NUMBERS,
    PART,
    SCHEMA_VERSION,
    TABLES,
    TEXT,
    TEXTS,
    TRUTH,
    WHOLE,
    WHOLES,
    Columns,
    Dataset,
)


def arrow_schema(columns: Columns) -> Any:  # noqa: ANN401 - pyarrow has no types
    """A `pyarrow.Schema`; the meaning of a column is its metadata `description`."""
    import pyarrow as arrow  # heavy

    types = {
        TEXT: arrow.string(),
        TEXTS: arrow.list_(arrow.string()),
        WHOLE: arrow.int32(),
        WHOLES: arrow.list_(arrow.int32()),
        BIG: arrow.int64(),
        PART: arrow.float64(),
        TRUTH: arrow.bool_(),
        NUMBERS: arrow.list_(arrow.float64()),
        MONEY: arrow.decimal128(30, 6),
    }
    return arrow.schema(
        [
            arrow.field(name, types[kind], metadata={"description": meaning})
            for name, (kind, meaning) in columns.items()
        ]
    )


def arrow_table(dataset: Dataset, rows: Sequence[Mapping[str, Any]]) -> Any:  # noqa: ANN401
    """Rows as a `pyarrow.Table`; columns that they lack are null. Raises ValueError, TypeError or
    OverflowError for what a column cannot hold."""
    import pyarrow as arrow  # heavy

    schema = arrow_schema(TABLES[dataset])
    facts = {"jixiao.table": dataset.value, "jixiao.schema_version": str(SCHEMA_VERSION)}
    return arrow.Table.from_pylist(list(rows), schema=schema.with_metadata(facts))


def in_part(tables: Sequence[Any], number: int) -> Any:  # noqa: ANN401
    """One `pyarrow.Table` of the rows of all, which are those of this part."""
    import pyarrow as arrow  # heavy

    whole = arrow.concat_tables(tables)
    place = whole.schema.get_field_index("part")
    column = arrow.repeat(arrow.scalar(number, arrow.int32()), whole.num_rows)
    return whole.set_column(place, whole.schema.field(place), column)
