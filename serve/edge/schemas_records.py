"""Records, revisions and doubts as the API says them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from extractor.export.json_schema import ExtractionObject
from serve.edge.moments import moment
from serve.editing.apply import MOST_EDITS
from serve.editing.changes import Change, Edit, JsonObject, Op, change_to_dict
from serve.editing.doubts import Doubt
from serve.store.revisions import RevisionHead, RevisionKind

_LONGEST_POINTER = 200
EditOp = Literal[
    "replace",
    "add",
    "remove",
    "move",
    "split",
    "merge",
    "confirm",
    "accept",
    "ignore",
    "reopen",
]


class EditBody(BaseModel):
    """一处修改。 One step of a correction; see docs/corrections.md."""

    model_config = ConfigDict(title="Edit", extra="forbid", populate_by_name=True)

    op: EditOp
    path: str = Field(
        max_length=_LONGEST_POINTER,
        description="JSON pointer。",
        examples=["/forms/0/indicators/3/value"],
    )
    value: Any = Field(None, description="replace、add、split 的新值。 The new value.")
    source: str | None = Field(
        None,
        alias="from",
        max_length=_LONGEST_POINTER,
        description="move、merge 的另一行。 The other row.",
    )

    def to_edit(self) -> Edit:
        """The edit."""
        return Edit(Op(self.op), self.path, self.value, self.source)


class CorrectionBody(BaseModel):
    """一次修改。 Edits that are done all together or not at all."""

    model_config = ConfigDict(title="Correction", extra="forbid")

    edits: list[EditBody] = Field(min_length=1, max_length=MOST_EDITS)


class ChangeAnswer(BaseModel):
    """一处变化。 What an edit changed: the value at `path` before and after it."""

    model_config = ConfigDict(title="Change", populate_by_name=True)

    op: Op
    path: str
    source: str | None = Field(None, alias="from")
    before: Any = None
    after: Any = None


class CorrectionAnswer(BaseModel):
    """修改结果。 The new revision, its record and what changed."""

    model_config = ConfigDict(title="Corrected")

    revision: int
    record: ExtractionObject
    changes: list[ChangeAnswer]


class Author(BaseModel):
    """作者。 Who made a revision."""

    id: str
    name: str


class RevisionSummary(BaseModel):
    """一个版本。 A revision without its changes; `base` is the one it was made from."""

    number: int
    kind: RevisionKind
    author: Author
    made_at: datetime
    base: int | None
    engine: str
    change_count: int

    @classmethod
    def of(cls, head: RevisionHead) -> "RevisionSummary":
        """A revision as stored."""
        return cls(**_revision_members(head))


class RevisionAnswer(RevisionSummary):
    """一个版本及其变化。 A revision with what it changed."""

    changes: list[ChangeAnswer]

    @classmethod
    def with_changes(cls, head: RevisionHead, changes: tuple[Change, ...]) -> "RevisionAnswer":
        """A revision as stored, with these changes."""
        return cls(
            **_revision_members(head),
            changes=[ChangeAnswer(**change_to_dict(change)) for change in changes],
        )


class RevisionsAnswer(BaseModel):
    """所有版本。 All revisions, the newest first."""

    revisions: list[RevisionSummary]


class DoubtAnswer(BaseModel):
    """一处疑问。 A thing to look at; `weight` orders them, the greatest first."""

    model_config = ConfigDict(title="Doubt")

    path: str = Field(examples=["/forms/0/indicators/3/value"])
    kind: Literal["reading", "value", "row", "inferred", "concept", "finding", "unassigned"]
    confidence: float = Field(ge=0, le=1)
    weight: float = Field(ge=0, le=1)
    reason: str
    message: str

    @classmethod
    def of(cls, doubt: Doubt) -> "DoubtAnswer":
        """A doubt."""
        return cls(
            path=doubt.path,
            kind=doubt.kind,  # type: ignore[arg-type]
            confidence=doubt.confidence,
            weight=doubt.weight,
            reason=doubt.reason,
            message=doubt.message,
        )


class DoubtsAnswer(BaseModel):
    """疑问列表。 What to look at first, of one revision."""

    revision: int
    doubts: list[DoubtAnswer]


def _revision_members(head: RevisionHead) -> JsonObject:
    return {
        "number": head.number,
        "kind": head.kind,
        "author": Author(id=head.author_id, name=head.author_name),
        "made_at": moment(head.made_at),
        "base": head.base,
        "engine": head.engine,
        "change_count": len(head.changes),
    }
