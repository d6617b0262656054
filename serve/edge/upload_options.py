"""What the sender of files may choose."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from serve.store.intake import OnDuplicate
from serve.store.queue import Priority


class Unpack(StrEnum):
    """Whether archives of forms are opened."""

    AUTO = "auto"
    NEVER = "never"


class Urgency(StrEnum):
    """Who waits: a person, or nobody."""

    INTERACTIVE = "interactive"
    ARCHIVE = "archive"


class UploadOptions(BaseModel):
    """The query of an upload."""

    model_config = ConfigDict(extra="forbid")

    on_duplicate: OnDuplicate = Field(
        OnDuplicate.KEEP,
        description="已有相同文件时：另存、沿用或拒绝。 What to do with a file that is there "
        "already: keep it as a document of its own, reuse the other one, or refuse it.",
    )
    collection: str = Field(
        "", max_length=200, description="归入的文件集。 A name to find the documents by."
    )
    priority: Urgency = Field(
        Urgency.INTERACTIVE, description="优先级。 Whether somebody waits for the result."
    )
    unpack: Unpack = Field(
        Unpack.AUTO, description="是否解压 ZIP。 Whether ZIP archives are opened."
    )

    @property
    def job_priority(self) -> Priority:
        """The place of the jobs in the queue."""
        return Priority[self.priority.name]
