"""Documents, uploads, pages and the queue as the API says them."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from extractor.errors import JixiaoError
from serve.access.principal import Principal, Scope
from serve.edge.archives import Rejection
from serve.edge.moments import moment, moment_or_none
from serve.store.documents import Document, DocumentState
from serve.store.intake import Intake, Refused, Taken
from serve.store.pages import PageRow
from serve.store.queue import QueueCounts
from serve.store.workers import Worker

_EXAMPLE = "doc_06h070d9100s0pxhmwm0wb3rh9"


class FailureAnswer(BaseModel):
    """为何未能处理。 Why a file was not taken or read, and what to do."""

    model_config = ConfigDict(title="Failure")

    code: str = Field(examples=["ingest.encrypted"])
    message: str
    remedy: str

    @classmethod
    def of(cls, error: JixiaoError) -> "FailureAnswer":
        """What an error says."""
        return cls(code=error.code, message=str(error), remedy=error.remedy)


class Progress(BaseModel):
    """处理进度。 How far the reading is: `done` of `total` steps of a stage."""

    stage: str = Field(examples=["ocr"])
    done: int
    total: int
    fraction: float = Field(ge=0, le=1)


class Links(BaseModel):
    """地址。 Where more of the document is."""

    self: str = Field(examples=[f"/v1/documents/{_EXAMPLE}"])
    result: str | None = Field(description="尚无结果时为空。 null until there is a result.")
    pages: str


class DocumentAnswer(BaseModel):
    """一份文档。 A document; the members from `pages` on tell of its newest revision."""

    model_config = ConfigDict(title="Document")

    id: str = Field(examples=[_EXAMPLE])
    name: str
    sha256: str
    media_type: str
    size: int = Field(description="字节。 Bytes.")
    state: DocumentState
    progress: Progress
    revision: int = Field(description="最新版本；0 为尚无。 The newest revision; 0: none yet.")
    collection: str
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    duplicate_of: str | None
    error: FailureAnswer | None
    pages: int | None
    forms: int | None
    indicators: int | None
    doubtful: int | None = Field(description="待核对的值。 Values that a person should look at.")
    doubt: float | None = Field(description="最大疑问，0–1。 The greatest doubt.")
    errors: int | None
    warnings: int | None
    title: str | None
    project_name: str | None
    department: str | None
    year: int | None
    form_type: str | None
    engine: str | None
    learning: bool = Field(
        description="是否可用于改进模型。 Whether models may learn from its corrections."
    )
    links: Links

    @classmethod
    def of(cls, document: Document, caller: Principal) -> "DocumentAnswer":
        """A document as stored, its name as the caller may see it."""
        same = {name: getattr(document, name) for name in _SAME}
        failure = document.failure
        return cls(
            **same,
            name=document.name if caller.may(Scope.PERSONAL) else document.public_name,
            progress=_progress(document),
            created_at=moment(document.created_at),
            updated_at=moment(document.updated_at),
            finished_at=moment_or_none(document.finished_at),
            error=FailureAnswer(code=failure.code, message=failure.message, remedy=failure.remedy)
            if failure
            else None,
            links=_links(document),
        )


_SAME = (
    "id", "sha256", "media_type", "size", "state", "revision", "collection",
    "duplicate_of", "pages", "forms", "indicators", "doubtful", "doubt", "errors", "warnings",
    "title", "project_name", "department", "year", "form_type", "engine", "learning",
)  # fmt: skip


def _progress(document: Document) -> Progress:
    done, total = document.done_steps, document.all_steps
    if document.state is DocumentState.DONE:
        fraction = 1.0
    else:
        fraction = min(1.0, done / total) if total else 0.0
    return Progress(stage=document.stage, done=done, total=total, fraction=fraction)


def _links(document: Document) -> Links:
    here = f"/v1/documents/{document.id}"
    result = f"{here}/result" if document.revision else None
    return Links(self=here, result=result, pages=f"{here}/pages")


class DocumentsAnswer(BaseModel):
    """一页文档。 A page of the list; `next_cursor` is null on the last one."""

    documents: list[DocumentAnswer]
    next_cursor: str | None


class UploadedDocument(BaseModel):
    """上传所得文档。 What became of one file."""

    id: str = Field(examples=[_EXAMPLE])
    name: str
    state: DocumentState
    duplicate_of: str | None
    reused: bool = Field(description="已有文档。 The document was there before.")


class RejectedFile(BaseModel):
    """未接收的文件。 A file that was not taken, and why."""

    name: str
    error: FailureAnswer


class UploadAnswer(BaseModel):
    """上传结果。 The first document, then all of them, and the files that were not taken."""

    id: str = Field(examples=[_EXAMPLE])
    state: DocumentState
    duplicate_of: str | None
    documents: list[UploadedDocument]
    rejected: list[RejectedFile]

    @classmethod
    def of(cls, intake: Intake, rejections: Sequence[Rejection]) -> "UploadAnswer":
        """What was taken in, and what had been rejected before."""
        taken = [_uploaded(entry) for entry in intake.outcomes if isinstance(entry, Taken)]
        refused = [entry for entry in intake.outcomes if isinstance(entry, Refused)]
        first = taken[0]
        left: list[Rejection | Refused] = [*rejections, *refused]
        return cls(
            id=first.id,
            state=first.state,
            duplicate_of=first.duplicate_of,
            documents=taken,
            rejected=[
                RejectedFile(name=entry.name, error=FailureAnswer.of(entry.reason))
                for entry in left
            ],
        )


def _uploaded(entry: Taken) -> UploadedDocument:
    document = entry.document
    return UploadedDocument(
        id=document.id,
        name=document.public_name,
        state=document.state,
        duplicate_of=document.duplicate_of,
        reused=entry.reused,
    )


class StateAnswer(BaseModel):
    """文档状态。 The state that a document has now."""

    id: str = Field(examples=[_EXAMPLE])
    state: DocumentState


class ConsentRequest(BaseModel):
    """是否可用于改进模型。 Whether models may learn from the corrections of a document."""

    model_config = ConfigDict(title="Consent", extra="forbid")

    allowed: bool


class RerunRequest(BaseModel):
    """重新识别。 Read the document again."""

    model_config = ConfigDict(extra="forbid")

    keep_corrections: bool = Field(
        default=True, description="保留人工修改。 Keep what people corrected.", strict=True
    )


class PageAnswer(BaseModel):
    """一页。 One upright page: points, pixels of its image, and where the images are."""

    number: int
    width: float
    height: float
    pixel_width: int
    pixel_height: int
    image: str
    thumbnail: str

    @classmethod
    def of(cls, document_id: str, page: PageRow) -> "PageAnswer":
        """A page as stored."""
        here = f"/v1/documents/{document_id}/pages/{page.number}"
        return cls(
            number=page.number,
            width=page.width,
            height=page.height,
            pixel_width=page.pixel_width,
            pixel_height=page.pixel_height,
            image=f"{here}/image",
            thumbnail=f"{here}/thumbnail",
        )


class PagesAnswer(BaseModel):
    """各页。 The pages, none until the document was read."""

    pages: list[PageAnswer]


class WorkerAnswer(BaseModel):
    """处理进程。 A process that reads documents, and what it reads now."""

    name: str
    started_at: datetime
    seen_at: datetime
    document_id: str | None


class QueueAnswer(BaseModel):
    """队列。 Documents by state, how long the oldest waits, and who reads."""

    by_state: dict[str, int]
    oldest_age_seconds: float | None
    workers: list[WorkerAnswer]

    @classmethod
    def of(cls, counts: QueueCounts, workers: tuple[Worker, ...]) -> "QueueAnswer":
        """The queue as counted."""
        return cls(
            by_state=counts.by_state,
            oldest_age_seconds=counts.oldest_age,
            workers=[
                WorkerAnswer(
                    name=worker.name,
                    started_at=moment(worker.started_at),
                    seen_at=moment(worker.seen_at),
                    document_id=worker.document_id,
                )
                for worker in workers
            ],
        )
