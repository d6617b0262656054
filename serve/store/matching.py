"""Texts that hold words, without regard to case: the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_ESCAPE = "\\"


def matches(column: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    """Whether a column fits a LIKE pattern, which is escaped as `like_pattern` does."""
    return _Matches(column, literal(pattern))


def like_pattern(words: str) -> str:
    """A LIKE pattern (escape: backslash) for `words` anywhere; they hold no wildcards."""
    escaped = words
    for special in (_ESCAPE, "%", "_"):
        escaped = escaped.replace(special, _ESCAPE + special)
    return f"%{escaped}%"


class _Matches(FunctionElement[bool]):
    """A column and a LIKE pattern, without regard to case.

    SQLite's own LIKE is that for ASCII, and half as slow as the `lower` that stands for ILIKE.
    """

    name = "matches"
    type = Boolean()
    inherit_cache = True


@compiles(_Matches)
def _matches_by_like(element: _Matches, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    column, pattern = (compiler.process(clause, **options) for clause in element.clauses)
    word = "ILIKE" if compiler.dialect.name == "postgresql" else "LIKE"
    return f"{column} {word} {pattern} ESCAPE '{_ESCAPE}'"
