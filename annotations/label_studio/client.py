"""The few requests to Label Studio that the loop needs, typed. Its SDK costs 500 MB and 6 s."""

import json
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from annotations.errors import NoServerError, ServerAnswerError
from annotations.label_studio.answers import (
    JsonObject,
    Project,
    ProjectSettings,
    TaskHead,
    content_of,
    head_of,
    project_of,
)
from annotations.label_studio.tokens import Token, TokenAuth

PAGE_TASKS = 50  # of 100 kB each, whose annotations are fetched and stored together

_TIMEOUT = httpx.Timeout(120.0, connect=10.0)
_TRIES = 4
_PAUSE = 0.5  # seconds before the first repetition; doubled each time
_AGAIN = (502, 503, 504)
_WITHOUT_ANNOTATIONS = (
    "id,data,predictions_model_versions,total_predictions,total_annotations,"
    "cancelled_annotations,overlap"
)
# the server asks the same names of tasks and of the annotations in them
_WITH_ANNOTATIONS = (
    "id,data,updated_at,annotations,"
    "result,completed_by,created_at,was_cancelled,ground_truth,lead_time"
)


class LabelStudio:
    """A Label Studio by URL and token; a context manager.

    Raises, in every method:
        NoServerError: nothing answers.
        RefusedTokenError: the token is not accepted.
        ServerAnswerError: the request is refused, or the answer is not understood.
    """

    def __init__(
        self, url: str, token: Token, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(
            base_url=self.url,
            auth=TokenAuth(token),
            timeout=_TIMEOUT,
            transport=transport,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def is_up(self) -> bool:
        """Whether a Label Studio answers."""
        try:
            return self._client.get("/health", auth=None).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def version(self) -> str:
        """Its release, e.g. 1.23.2."""
        return str(self._get("/api/version").get("release", ""))

    def user(self) -> int:
        """Id of the user whose token it is."""
        return int(self._get("/api/current-user/whoami")["id"])

    def check_interface(self, label_config: str) -> None:
        """Raise ServerAnswerError where the server would not take a label configuration."""
        self._send("POST", "/api/projects/validate/", body={"label_config": label_config})

    def projects(self) -> list[Project]:
        """All projects that the user sees."""
        found: list[Project] = []
        page = 1
        while True:
            answer = self._get("/api/projects/", {"page": page, "page_size": 100})
            found += [project_of(entry) for entry in answer["results"]]
            if not answer.get("next"):
                return found
            page += 1

    def project(self, identity: int) -> Project | None:
        """A project; None where there is none of that id."""
        try:
            return project_of(self._get(f"/api/projects/{identity}/"))
        except ServerAnswerError as error:
            if error.status == httpx.codes.NOT_FOUND:
                return None
            raise

    def create_project(self, settings: ProjectSettings) -> Project:
        """Make a project whose most doubtful tasks are served first."""
        body = {
            "title": settings.title,
            "description": settings.description,
            "label_config": settings.label_config,
            "sampling": "Uncertainty sampling",
            "maximum_annotations": 1,
            "enable_empty_annotation": False,
            "show_collab_predictions": True,
        }
        return project_of(self._send("POST", "/api/projects/", body=body))

    def update_project(self, identity: int, changes: JsonObject) -> None:
        """Change settings of a project: label_config, model_version."""
        self._send("PATCH", f"/api/projects/{identity}/", body=changes)

    def serve_local_files(self, project: int, folder: str) -> None:
        """Let the project show the files of a folder below the server's document root."""
        known = self._send("GET", "/api/storages/localfiles/", query={"project": project})
        if any(entry.get("path") == folder for entry in known):
            return
        body = {"project": project, "path": folder, "use_blob_urls": True, "title": "pages"}
        self._send("POST", "/api/storages/localfiles/", body=body)

    def import_tasks(self, project: int, tasks: Sequence[JsonObject]) -> list[int]:
        """Add tasks, all or none; their ids, in order.

        Not repeated by itself: the server does not see that a task is there already.
        """
        query = {"return_task_ids": "true", "commit_to_project": "true"}
        answer = self._send("POST", f"/api/projects/{project}/import", query, list(tasks))
        identities: list[int] = answer.get("task_ids") or []
        if len(identities) != len(tasks):
            raise ServerAnswerError(f"imported {len(identities)} of {len(tasks)} tasks")
        return identities

    def import_predictions(self, project: int, predictions: Sequence[JsonObject]) -> None:
        """Add predictions, each with the id of its `task`."""
        self._send("POST", f"/api/projects/{project}/import/predictions", None, list(predictions))

    def task_heads(self, project: int, page_size: int = 1000) -> Iterator[TaskHead]:
        """All tasks of a project, without annotations."""
        query = {
            "project": project,
            "page_size": page_size,
            "fields": "all",
            "include": _WITHOUT_ANNOTATIONS,
        }
        order = {"ordering": ["tasks:id"]}
        yield from (head_of(entry) for entry in self._task_pages(query, order))

    def annotated_tasks(self, project: int, since: str | None) -> Iterator[list[JsonObject]]:
        """Tasks with their annotations that changed after an instant, a page at a time.

        The newest change comes first: a task that is annotated meanwhile moves to the front, so
        that others come twice but none is passed over.
        """
        items: list[JsonObject] = []
        if since is not None:
            items.append(_filter("updated_at", "greater", since, "Datetime"))
        view = {
            "filters": {"conjunction": "and", "items": items},
            "ordering": ["-tasks:updated_at"],
        }
        query = {"project": project, "page_size": PAGE_TASKS, "fields": "all"}
        page: list[JsonObject] = []
        for entry in self._task_pages(query | {"include": _WITH_ANNOTATIONS}, view):
            page.append(entry)
            if len(page) == PAGE_TASKS:
                yield page
                page = []
        if page:
            yield page

    def task_predictions(self, task: int) -> list[tuple[int, str]]:
        """Id and model version of the predictions of a task, the oldest first."""
        found = self._send("GET", "/api/predictions/", {"task": task})
        return sorted((int(entry["id"]), str(entry["model_version"])) for entry in found)

    def delete_prediction(self, identity: int) -> None:
        """Delete a prediction. Annotations forget that they were made from it."""
        self._send("DELETE", f"/api/predictions/{identity}/")

    def set_overlap(self, task: int, annotators: int) -> None:
        """How many people are to annotate a task."""
        self._send("PATCH", f"/api/tasks/{task}/", body={"overlap": annotators})

    def reopen(self, task: int, annotators: int) -> None:
        """Serve a task that is done to more people: the server does not count anew by itself."""
        body = {"overlap": annotators, "is_labeled": False}
        self._send("PATCH", f"/api/tasks/{task}/", body=body)

    def tell_task(self, task: int, data: JsonObject) -> None:
        """Replace the data of a task."""
        self._send("PATCH", f"/api/tasks/{task}/", body={"data": data})

    def delete_task(self, identity: int) -> None:
        """Delete a task with all that is on it."""
        self._send("DELETE", f"/api/tasks/{identity}/")

    def webhooks(self, project: int) -> list[tuple[int, str]]:
        """Id and URL of the webhooks of a project."""
        found = self._send("GET", "/api/webhooks/", {"project": project})
        return [(int(entry["id"]), str(entry["url"])) for entry in found]

    def create_webhook(self, project: int, url: str, events: Sequence[str]) -> None:
        """Let a URL be told of events, with what they are about."""
        body = {
            "project": project,
            "url": url,
            "send_payload": True,
            "send_for_all_actions": False,
            "actions": list(events),
        }
        self._send("POST", "/api/webhooks/", body=body)

    def delete_webhook(self, identity: int) -> None:
        """Delete a webhook."""
        self._send("DELETE", f"/api/webhooks/{identity}/")

    def backends(self, project: int) -> list[tuple[int, str]]:
        """Id and URL of the machine-learning backends of a project, each of which is asked how it
        is meanwhile."""
        found = self._send("GET", "/api/ml/", {"project": project})
        return [(int(entry["id"]), str(entry["url"])) for entry in found]

    def create_backend(self, project: int, url: str, title: str) -> None:
        """Let a backend be asked about a region that an annotator drew. It must answer now."""
        body = {"project": project, "url": url, "title": title, "is_interactive": True}
        self._send("POST", "/api/ml/", body=body)

    def delete_backend(self, identity: int) -> None:
        """Delete a backend. Its webhook stays."""
        self._send("DELETE", f"/api/ml/{identity}")

    def _task_pages(self, query: JsonObject, view: JsonObject) -> Iterator[JsonObject]:
        page, seen = 1, 0
        while True:
            numbered = query | {"page": page, "query": json.dumps(view)}
            answer = self._get("/api/tasks/", numbered)
            yield from answer["tasks"]
            seen += len(answer["tasks"])
            if not answer["tasks"] or seen >= answer["total"]:
                return
            page += 1

    def _get(self, path: str, query: JsonObject | None = None) -> JsonObject:
        answer = self._send("GET", path, query)
        if not isinstance(answer, dict):
            raise ServerAnswerError(f"{path}: {type(answer).__name__}")
        return answer

    def _send(
        self, method: str, path: str, query: JsonObject | None = None, body: object = None
    ) -> Any:  # noqa: ANN401
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1 or method == "POST"
            try:
                answer = self._client.request(method, path, params=query, json=body)
            except httpx.TransportError as error:
                if last:
                    raise NoServerError(f"{self.url}: {error or type(error).__name__}") from error
            else:
                if last or answer.status_code not in _AGAIN:
                    return content_of(answer, f"{method} {path}")
            time.sleep(_PAUSE * 2**attempt)
        raise NoServerError(self.url)


def _filter(column: str, operator: str, value: object, kind: str) -> JsonObject:
    return {"filter": f"filter:tasks:{column}", "operator": operator, "value": value, "type": kind}
