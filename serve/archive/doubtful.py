"""Documents of an archive that a person should look at, the most doubtful first: as the report
lists them, and as the service orders its own by doubt."""

from collections.abc import Iterable
from dataclasses import dataclass

from serve.archive.queries import Queries
from serve.errors import ArchiveQueryError

_COLUMNS = ("sha256", "name", "size", "doubt", "doubtful", "errors", "places")
_FROM = """
    FROM (SELECT * FROM documents WHERE state = 'done' AND (doubtful > 0 OR errors > 0)
          AND regexp_full_match(sha256, '[0-9a-f]{{64}}')
          AND coalesce(doubt, 0) >= {least} AND sha256 NOT IN (SELECT sha256 FROM set_aside))
    WHERE (
    {where}
    )
"""
_CHOOSE = """
    WITH chosen AS (
        SELECT sha256, name, size, coalesce(doubt, 0) AS doubt, coalesce(doubtful, 0) AS doubtful,
               coalesce(errors, 0) AS errors
        {source}
        ORDER BY doubt DESC, doubtful DESC, errors DESC, sha256 LIMIT {most}),
    places AS (
        SELECT sha256, list(uri ORDER BY part DESC, uri) AS uris
        FROM files SEMI JOIN chosen USING (sha256) WHERE problem IS NULL GROUP BY sha256)
    SELECT sha256, name, size, doubt, doubtful, errors, coalesce(uris, []) AS places
    FROM chosen LEFT JOIN places USING (sha256)
    ORDER BY doubt DESC, doubtful DESC, errors DESC, sha256
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which are taken: those with a doubt (0–1) of at least `least`, for which a condition in SQL
    on the columns of `documents` holds; `most` of them."""

    most: int
    least: float = 0.0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A document with its doubt (0–1), how many values and findings a person should look at, and
    the names of all files that had its bytes."""

    sha256: str
    name: str
    size: int
    doubt: float
    doubtful: int
    errors: int
    places: tuple[str, ...]


def choose_doubtful(
    queries: Queries, wanted: Wanted, set_aside: Iterable[str]
) -> tuple[Doubtful, ...]:
    """The documents, without those whose digests are set aside. Raises ArchiveQueryError."""
    queries.put_digests("set_aside", set_aside)
    sql = _CHOOSE.format(source=_source(wanted), most=int(wanted.most))
    answer = queries.ask(sql)
    if answer.columns != _COLUMNS:
        raise _no_condition(wanted)
    return tuple(
        Doubtful(sha256, name, size, doubt, doubtful, errors, tuple(places))
        for sha256, name, size, doubt, doubtful, errors, places in answer.rows
    )


def count_doubtful(queries: Queries, wanted: Wanted, set_aside: Iterable[str] = ()) -> int:
    """How many there are of them, `most` or not. Raises ArchiveQueryError."""
    queries.put_digests("set_aside", set_aside)
    answer = queries.ask(f"SELECT count(*) AS documents {_source(wanted)}")
    if answer.columns != ("documents",):
        raise _no_condition(wanted)
    return int(answer.rows[0][0])


def _source(wanted: Wanted) -> str:
    return _FROM.format(least=float(wanted.least), where=wanted.where.strip() or "true")


def _no_condition(wanted: Wanted) -> ArchiveQueryError:
    return ArchiveQueryError(f"--where 不是条件。 It is no condition: {wanted.where[:80]}")
