"""Columns of a table as Arrow knows them."""

from typing import Any

from serve.archive.schema import (
    BIG,
    MONEY,
    NUMBERS,
    PART,
    TEXT,
    TEXTS,
    TRUTH,
    WHOLE,
    WHOLES,
    Columns,
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
