"""Models in use and tasks of learning as the API says them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.kinds import ModelKind
from serve.edge.moments import moment, moment_or_none
from serve.edge.schemas_access import Asked
from serve.learning.actions import OF_A_MODEL, Action, Job
from serve.learning.desk import Offer
from serve.learning.models_in_use import PartInUse, VersionInUse
from serve.learning.task_folder import Task, TaskState


class VersionAnswer(BaseModel):
    """一个版本。 A version; `verdict` is what the gate said of it last."""

    model_config = ConfigDict(title="ModelVersion")

    name: str
    stamp: str = Field(examples=["v0003-1f2e3d"])
    created_at: datetime
    aliases: list[str]
    shipped: bool
    facts: dict[str, Any]
    verdict: dict[str, Any] | None

    @classmethod
    def of(cls, version: VersionInUse) -> "VersionAnswer":
        """The answer for a version."""
        return cls(
            name=version.name,
            stamp=version.stamp,
            created_at=datetime.fromisoformat(version.created_at),
            aliases=list(version.aliases),
            shipped=version.is_shipped,
            facts=dict(version.facts),
            verdict=version.verdict,
        )


class ChangeAnswer(BaseModel):
    """一次变更。 An alias came to mean another version, and why."""

    model_config = ConfigDict(title="ModelChange")

    at: datetime
    alias: str
    version: str
    former: str | None
    why: str


class OfferAnswer(BaseModel):
    """可做之事。 What can be asked for; `hindrance` says why not now."""

    model_config = ConfigDict(title="LearningOffer")

    action: Action
    model: ModelKind | None
    hindrance: str | None

    @classmethod
    def of(cls, offer: Offer) -> "OfferAnswer":
        """The answer for an offer."""
        return cls(action=offer.job.action, model=offer.job.model, hindrance=offer.hindrance)


class PartAnswer(BaseModel):
    """一个可学习的部件。 `champion` is null where what the product came with was never replaced;
    `fresh_forms` were judged since the newest version was made."""

    model_config = ConfigDict(title="ModelInUse")

    model: ModelKind
    shipped: bool
    since: datetime | None
    champion: VersionAnswer | None
    challenger: VersionAnswer | None
    former: str | None
    fresh_forms: int
    versions: list[VersionAnswer]
    history: list[ChangeAnswer]
    broken: str | None

    @classmethod
    def of(cls, part: PartInUse, fresh_forms: int) -> "PartAnswer":
        """The answer for a part."""
        return cls(
            model=part.kind,
            shipped=part.reads_with_shipped,
            since=datetime.fromisoformat(part.since) if part.since else None,
            champion=VersionAnswer.of(part.champion) if part.champion else None,
            challenger=VersionAnswer.of(part.challenger) if part.challenger else None,
            former=part.former,
            fresh_forms=fresh_forms,
            versions=[VersionAnswer.of(version) for version in part.versions],
            history=[
                ChangeAnswer(
                    at=datetime.fromisoformat(change.at),
                    alias=change.alias,
                    version=change.name,
                    former=change.former,
                    why=change.why,
                )
                for change in part.history
            ],
            broken=part.broken,
        )


@dataclass(frozen=True, slots=True)
class ReadDocuments:
    """How many documents each engine read, and how many were read by another one than that in use
    (None where that cannot be told)."""

    by_engine: Mapping[str, int]
    outdated: int | None


class ModelsAnswer(BaseModel):
    """使用中的模型。 Every part that can learn, what reads documents, and what can be asked for."""

    model_config = ConfigDict(title="ModelsInUse")

    models: list[PartAnswer]
    offers: list[OfferAnswer]
    engines: dict[str, int] = Field(description="各版本读出的文档。 Documents by what read them.")
    outdated: int | None = Field(description="由旧版本读出的文档。 Read by other versions.")

    @classmethod
    def of(
        cls,
        parts: Sequence[PartInUse],
        fresh: Mapping[ModelKind, int],
        offers: Sequence[Offer],
        read: ReadDocuments,
    ) -> "ModelsAnswer":
        """The answer for all parts."""
        return cls(
            models=[PartAnswer.of(part, fresh[part.kind]) for part in parts],
            offers=[OfferAnswer.of(offer) for offer in offers],
            engines=dict(read.by_engine),
            outdated=read.outdated,
        )


class TaskRequest(Asked):
    """学习任务。 What is to be done; `model` for what is about one model, and only for that."""

    model_config = ConfigDict(
        extra="forbid",
        title="LearningTaskRequest",
        json_schema_extra={"examples": [{"action": "train", "model": "form_tagger"}]},
    )
    action: Action
    model: ModelKind | None = None

    @model_validator(mode="after")
    def _is_about_a_model(self) -> "TaskRequest":
        if (self.action in OF_A_MODEL) is (self.model is None):
            raise ValueError("model is for train, compare, promote and rollback, and only for them")
        return self

    @property
    def job(self) -> Job:
        """What is asked for."""
        return Job(self.action, self.model)


class TaskAnswer(BaseModel):
    """一个学习任务。 A task; `result` is the verdict or outcome that its command ended with."""

    model_config = ConfigDict(title="LearningTask")

    id: str
    action: Action
    model: ModelKind | None
    state: TaskState
    asked_by: str
    started_at: datetime
    ended_at: datetime | None
    exit_code: int | None
    result: dict[str, Any] | None

    @classmethod
    def of(cls, task: Task) -> "TaskAnswer":
        """The answer for a task."""
        return cls(
            id=task.id,
            action=task.action,
            model=task.model,
            state=task.state,
            asked_by=task.asked_by,
            started_at=moment(task.started_at),
            ended_at=moment_or_none(task.ended_at),
            exit_code=task.exit_code,
            result=task.result,
        )


class TaskWithLogAnswer(BaseModel):
    """任务与其输出。 A task and the end of what it printed; null to all but administrators."""

    model_config = ConfigDict(title="LearningTaskWithLog")

    task: TaskAnswer
    log: str | None


class TasksAnswer(BaseModel):
    """学习任务列表。 The tasks that are remembered, the newest first."""

    model_config = ConfigDict(title="LearningTasks")

    tasks: list[TaskAnswer]
