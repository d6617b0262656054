"""What Label Studio answers, typed."""

from dataclasses import dataclass
from typing import Any

import httpx

from annotations.errors import RefusedTokenError, ServerAnswerError

JsonObject = dict[str, Any]

_SHOWN_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class TaskHead:
    """A task without its annotations."""

    id: int
    data: JsonObject
    versions: frozenset[str] = frozenset()  # model versions of its predictions
    predictions: int = 0
    annotations: int = 0
    skipped: int = 0
    overlap: int = 1


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """What of a project is set by us."""

    title: str
    label_config: str
    description: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project as the server tells it."""

    id: int
    title: str
    label_config: str
    model_version: str
    tasks: int


def content_of(answer: httpx.Response, asked: str) -> Any:  # noqa: ANN401
    """The JSON of an answer; {} for none. Raises RefusedTokenError, ServerAnswerError."""
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise RefusedTokenError(f"{asked}: 401")
    if answer.is_error or answer.is_redirect:
        text = answer.text[:_SHOWN_CHARACTERS]
        raise ServerAnswerError(f"{asked}: {answer.status_code} {text}", answer.status_code)
    if not answer.content:
        return {}
    try:
        return answer.json()
    except ValueError as error:
        raise ServerAnswerError(f"{asked}: no JSON", answer.status_code) from error


def project_of(entry: JsonObject) -> Project:
    """A project. Raises ServerAnswerError."""
    try:
        return Project(
            int(entry["id"]),
            str(entry["title"]),
            str(entry["label_config"]),
            str(entry.get("model_version") or ""),
            int(entry.get("task_number") or 0),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ServerAnswerError(f"no project: {error!r}") from error


def head_of(entry: JsonObject) -> TaskHead:
    """A task of a list. Raises ServerAnswerError."""
    try:
        versions = str(entry.get("predictions_model_versions") or "")
        return TaskHead(
            int(entry["id"]),
            dict(entry["data"]),
            frozenset(name for name in versions.split(",") if name),
            int(entry.get("total_predictions") or 0),
            int(entry.get("total_annotations") or 0),
            int(entry.get("cancelled_annotations") or 0),
            int(entry.get("overlap") or 1),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ServerAnswerError(f"no task: {error!r}") from error
