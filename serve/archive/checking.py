"""Whether the tables hold what the manifest says: nothing missing, nothing doubled."""

from dataclasses import dataclass

from serve.archive.manifest import Manifest
from serve.archive.queries import Queries

_DOUBLED = """
    SELECT count(*) FROM
    (SELECT sha256 FROM all_documents GROUP BY sha256, part HAVING count(*) > 1)
"""
_UNKNOWN = """
    SELECT count(*) FROM (SELECT DISTINCT part FROM all_documents) AS there
    ANTI JOIN expected USING (part)
"""


@dataclass(frozen=True, slots=True)
class Check:
    """Documents of the manifest, those that the tables lack, those that stand twice in a part, and
    parts that the manifest does not know."""

    documents: int
    missing: int
    doubled: int
    unknown_parts: int

    @property
    def passed(self) -> bool:
        """Whether all is as it should be."""
        return not (self.missing or self.doubled or self.unknown_parts)


def check_tables(manifest: Manifest, queries: Queries) -> Check:
    """Compare both. Raises StoreError, ArchiveQueryError."""
    documents = missing = 0
    for page in manifest.documents():
        documents += len(page)
        missing += queries.count_absent(page)
    ((doubled,),) = queries.ask(_DOUBLED).rows
    queries.put_parts(manifest.parts())
    ((unknown,),) = queries.ask(_UNKNOWN).rows
    return Check(documents, missing, doubled, unknown)
