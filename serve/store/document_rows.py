"""What a document is: one uploaded file, its state, and what the newest revision says of it."""

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from serve.store.ids import new_id
from serve.store.tables import documents


class DocumentState(StrEnum):
    """Where a document is on its way."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to the document unless somebody asks for it."""
        return self not in (DocumentState.QUEUED, DocumentState.RUNNING)


class Consent(StrEnum):
    """Whether models may learn from what people say of a document."""

    GIVEN = "given"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document could not be read: the code of an error, what happened, what to do."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file that was accepted, with its new identifier. `sha256` in hex, `size` in bytes,
    `created_at` since 1970."""

    sha256: str
    name: str
    media_type: str
    size: int
    uploaded_by: str
    created_at: float
    collection: str = ""
    duplicate_of: str | None = None
    id: str = field(default_factory=lambda: new_id("doc_"))


@dataclass(frozen=True, slots=True)
class Document:
    """A row of `documents`. Times are seconds since 1970; the columns from `pages` on tell of the
    newest revision and are None until there is one."""

    id: str
    sha256: str
    name: str
    media_type: str
    size: int
    state: DocumentState
    stage: str
    done_steps: int
    all_steps: int
    revision: int
    collection: str
    uploaded_by: str
    duplicate_of: str | None
    created_at: float
    updated_at: float
    finished_at: float | None
    deleted_at: float | None
    error_code: str | None
    error_message: str | None
    error_remedy: str | None
    pages: int | None
    forms: int | None
    indicators: int | None
    doubtful: int | None
    doubt: float | None
    errors: int | None
    warnings: int | None
    title: str | None
    project_name: str | None
    department: str | None
    year: int | None
    form_type: str | None
    engine: str | None
    masked_name: str | None
    learning: bool

    @property
    def public_name(self) -> str:
        """The name of the file for who may not see names of people; until the document is read
        nobody knows whether it holds one."""
        return self.name if self.masked_name is None else self.masked_name

    @property
    def failure(self) -> Failure | None:
        """Why it was not read, where it was not."""
        if self.error_code is None:
            return None
        return Failure(self.error_code, self.error_message or "", self.error_remedy or "")


COLUMNS = tuple(documents.c[entry.name] for entry in fields(Document))


def row_to_document(row: Row[Any]) -> Document:
    """A row of COLUMNS, in their order."""
    values: dict[str, Any] = dict(row._mapping)
    return Document(**values | {"state": DocumentState(values["state"])})


def new_row(new: NewDocument) -> dict[str, object]:
    """The columns of a document that was just accepted."""
    return {
        "id": new.id,
        "sha256": new.sha256,
        "name": new.name,
        "media_type": new.media_type,
        "size": new.size,
        "state": DocumentState.QUEUED.value,
        "collection": new.collection,
        "uploaded_by": new.uploaded_by,
        "duplicate_of": new.duplicate_of,
        "created_at": new.created_at,
        "updated_at": new.created_at,
    }
