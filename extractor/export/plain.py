"""Any frozen dataclass of the extractor as plain dicts, lists, strings and numbers."""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from extractor.export.contract import plain_decimal


def to_plain(value: Any) -> Any:  # noqa: ANN401
    """Dataclasses as dicts, tuples as lists, enums by value, Decimal as plain text.

    For inspection only: the contract has its own module. Raises TypeError for other types.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no plain form: {type(value).__name__}")
