"""A Label Studio in memory: the endpoints that are used, answering as 1.23.2 was seen to answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx

Json = dict[str, Any]

TOKEN = "0123456789abcdef0123456789abcdef01234567"
PERSONAL = "aaa.bbb.ccc"
_START = datetime(2031, 2, 3, tzinfo=UTC)


class Killed(BaseException):
    """The process ends in the middle of a request."""


@dataclass
class FakeLabelStudio:
    """The state of the server. `before` is called with (method, path) ahead of each request and
    `after` when it is done, so that a test can end the client at any of them."""

    projects: dict[int, Json] = field(default_factory=dict)
    tasks: dict[int, Json] = field(default_factory=dict)
    storages: list[Json] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    before: Callable[[str, str], None] = lambda method, path: None
    after: Callable[[str, str], None] = lambda method, path: None
    webhooks: dict[int, Json] = field(default_factory=dict)
    backends: dict[int, Json] = field(default_factory=dict)
    reaches: Callable[[str], bool] = lambda url: True  # whether a backend at a URL answers
    loses_predictions: int = 0  # tasks of so many imports are stored without their predictions
    _ids: int = 0
    _seconds: int = 0

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def annotate(self, task: int, results: list[Json], author: int, **more: Any) -> Json:
        """As an annotator submits; `seconds` are counted by the server."""
        now = self._now()
        annotation = {
            "id": self._new_id(),
            "result": json.loads(json.dumps(results)),
            "completed_by": author,
            "was_cancelled": False,
            "ground_truth": False,
            "lead_time": 9.9,
            "created_at": now,
            "updated_at": now,
        } | more
        self.tasks[task]["annotations"].append(annotation)
        self.tasks[task]["updated_at"] = now
        return annotation

    def resubmit(self, task: int, annotation: Json, results: list[Json]) -> None:
        now = self._now()
        annotation.update(result=results, updated_at=now)
        self.tasks[task]["updated_at"] = now

    def task_of(self, key: str) -> Json:
        (task,) = [t for t in self.tasks.values() if t["data"]["key"] == key]
        return task

    def _now(self) -> str:
        self._seconds += 7
        return (_START + timedelta(seconds=self._seconds)).isoformat().replace("+00:00", "Z")

    def _new_id(self) -> int:
        self._ids += 1
        return self._ids

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(f"{request.method} {path}")
        if path == "/health":
            return httpx.Response(200, json={"status": "UP"})
        if path == "/api/token/refresh/":
            good = json.loads(request.content) == {"refresh": PERSONAL}
            return httpx.Response(200 if good else 401, json={"access": "short"} if good else {})
        if request.headers.get("Authorization") not in (f"Token {TOKEN}", "Bearer short"):
            return httpx.Response(401, json={"detail": "Invalid token."})
        self.before(request.method, path)
        query = {k: v[0] for k, v in parse_qs(request.url.query.decode()).items()}
        body = json.loads(request.content) if request.content else None
        answer = self._route(request.method, path.strip("/").split("/")[1:], query, body)
        self.after(request.method, path)
        return answer

    def _route(self, method: str, parts: list[str], query: Json, body: Any) -> httpx.Response:
        match method, parts:
            case "GET", ["version"]:
                return _ok({"release": "1.23.2"})
            case "GET", ["current-user", "whoami"]:
                return _ok({"id": 1})
            case "POST", ["projects", "validate"]:
                return httpx.Response(204)
            case "GET", ["projects"]:
                return _ok({"results": list(self.projects.values()), "next": None})
            case "POST", ["projects"]:
                project = {"id": self._new_id(), "model_version": "", **body}
                self.projects[project["id"]] = project
                return _ok(project, 201)
            case "GET", ["projects", number]:
                project = self.projects.get(int(number))
                return _ok(project) if project else httpx.Response(404, json={})
            case "PATCH", ["projects", number]:
                self.projects[int(number)].update(body)
                return _ok(self.projects[int(number)])
            case "GET", ["storages", "localfiles"]:
                return _ok(self.storages)
            case "POST", ["storages", "localfiles"]:
                self.storages.append(body)
                return _ok(body, 201)
            case _:
                return self._route_tasks(method, parts, query, body)

    def _route_hooks(self, method: str, parts: list[str], query: Json, body: Any) -> httpx.Response:
        kind = self.webhooks if parts[0] == "webhooks" else self.backends
        match method, parts[1:]:
            case _ if parts[0] not in ("webhooks", "ml"):
                pass
            case "GET", []:
                own = [e for e in kind.values() if e["project"] == int(query["project"])]
                return _ok(own)
            case "POST", []:
                if kind is self.backends and not self.reaches(body["url"]):
                    return _ok({"non_field_errors": ["Can't connect to ML backend"]}, 400)
                entry = {"id": self._new_id(), **body}
                kind[entry["id"]] = entry
                if kind is self.backends:
                    self._adopt(entry)
                return _ok(entry, 201)
            case "DELETE", [number]:
                del kind[int(number)]
                return httpx.Response(204)
        return httpx.Response(404, json={"detail": "Not found."})

    def _adopt(self, backend: Json) -> None:
        """What is done for a new backend unasked: a webhook for every event, and a project without
        predictions takes its title for their version."""
        hook = {"id": self._new_id(), "project": backend["project"]}
        hook |= {"url": backend["url"].rstrip("/") + "/webhook", "send_for_all_actions": True}
        self.webhooks[hook["id"]] = hook
        project = self.projects[backend["project"]]
        project["model_version"] = project["model_version"] or backend["title"]

    def _route_tasks(self, method: str, parts: list[str], query: Json, body: Any) -> httpx.Response:
        match method, parts:
            case "POST", ["projects", number, "import"]:
                return _ok({"task_ids": [self._import(int(number), t) for t in body]}, 201)
            case "POST", ["projects", _, "import", "predictions"]:
                if self.loses_predictions:
                    self.loses_predictions -= 1
                    return _ok({"created": 0}, 201)
                for entry in body:
                    self.tasks[entry["task"]]["predictions"].append({"id": self._new_id(), **entry})
                return _ok({"created": len(body)}, 201)
            case "GET", ["tasks"]:
                return self._list(query)
            case "PATCH", ["tasks", number]:
                self.tasks[int(number)].update(body)
                return _ok({})
            case "DELETE", ["tasks", number]:
                del self.tasks[int(number)]
                return httpx.Response(204)
            case "GET", ["predictions"]:
                return _ok(self.tasks[int(query["task"])]["predictions"])
            case "DELETE", ["predictions", number]:
                for task in self.tasks.values():
                    kept = [p for p in task["predictions"] if p["id"] != int(number)]
                    task["predictions"] = kept
                return httpx.Response(204)
        return self._route_hooks(method, parts, query, body)

    def _import(self, project: int, task: Json) -> int:
        identity = self._new_id()
        self.tasks[identity] = {
            "id": identity,
            "project": project,
            "data": task["data"],
            "predictions": [],
            "annotations": [],
            "overlap": 1,
            "updated_at": self._now(),
        }
        return identity

    def _list(self, query: Json) -> httpx.Response:
        view = json.loads(query["query"])
        found = [t for t in self.tasks.values() if t["project"] == int(query["project"])]
        for item in view.get("filters", {}).get("items", []):
            assert item["filter"] == "filter:tasks:updated_at"
            found = [t for t in found if t["updated_at"] > item["value"]]
        order = view["ordering"][0]
        name = order.lstrip("-").removeprefix("tasks:")
        found.sort(key=lambda t: t[name], reverse=order.startswith("-"))
        size, page = int(query["page_size"]), int(query["page"])
        shown = found[(page - 1) * size : page * size]
        wanted = query["include"].split(",")
        return _ok({"total": len(found), "tasks": [_shown(t, wanted) for t in shown]})


def _shown(task: Json, wanted: list[str]) -> Json:
    everything = task | {
        "predictions_model_versions": ",".join(
            sorted({p["model_version"] for p in task["predictions"]})
        ),
        "total_predictions": len(task["predictions"]),
        "total_annotations": sum(not a["was_cancelled"] for a in task["annotations"]),
        "cancelled_annotations": sum(a["was_cancelled"] for a in task["annotations"]),
        "annotations": [{k: v for k, v in a.items() if k in wanted} for a in task["annotations"]],
    }
    return {key: everything[key] for key in wanted if key in everything}


def _ok(body: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)
