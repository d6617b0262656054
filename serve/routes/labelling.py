"""What Label Studio asks of the service: pictures, a cell read again, and where it tells that
somebody annotated. None of it is for clients of the API.

Label Studio signs nothing it sends: who asks is known by the secret in the path, which `jixiao
annotate init --service-url` makes. Pictures are asked for by browsers, without cookies of ours:
the right to see one lies in its URL.
"""

import logging
import re
import time
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import Response

from annotations.errors import UnknownRegionError
from annotations.pictures import may_be_seen
from annotations.reread_region import asked_region
from annotations.service_link import ServiceLink
from annotations.workspace import Workspace
from serve.edge.revision_tags import has_already
from serve.edge.service import Service, ServiceDep
from serve.errors import NotFoundError, ServiceError
from serve.jobs.cell_reader import cell_reader

JsonObject = dict[str, Any]

log = logging.getLogger(__name__)

router = APIRouter(prefix="/labelling", include_in_schema=False)

VERSION = "read-again-1"
"""What Label Studio calls the backend's answers. No pushed proposal has this version."""
_PICTURE = re.compile(r"r[0-9a-z]{1,40}/[0-9]{1,9}(-[0-9]{1,9}){0,4}\.jpg")
_SECRET = re.compile(r"/v1/labelling/(?:ml|webhook)/([^/]+)")
_LONGEST_KEPT = 86_400


def is_label_studio(workspace: Workspace, path: str) -> bool:
    """Whether a path holds the secret that only Label Studio was told."""
    asked = _SECRET.match(path)
    return asked is not None and ServiceLink(workspace).is_token(asked[1])


def _workspace(service: Service) -> Workspace:
    return Workspace(service.settings.home)


def _link(token: str, service: ServiceDep) -> ServiceLink:
    """The tie that the secret in the path opens. Raises NotFoundError."""
    link = ServiceLink(_workspace(service))
    if not link.is_token(token):
        raise NotFoundError("没有这个地址。 There is no such address.")
    return link


Tied = Annotated[ServiceLink, Depends(_link)]


@router.get("/ml/{token}/health")
def read_backend_health(link: Tied) -> JsonObject:
    """That the backend is there."""
    return {"status": "UP"}


@router.post("/ml/{token}/setup")
def set_backend_up(link: Tied, service: ServiceDep) -> JsonObject:
    """The body hands over a credential of Label Studio: it is not looked at."""
    cell_reader(service.settings).be_ready()
    return {"model_version": VERSION}


@router.get("/ml/{token}/versions")
def read_backend_versions(link: Tied) -> JsonObject:
    """The versions of the backend: one."""
    return {"versions": [VERSION]}


@router.post("/ml/{token}/predict")
def read_again(
    link: Tied, service: ServiceDep, asked: Annotated[JsonObject | None, Body()] = None
) -> JsonObject:
    """A region of a task read again; without a region nothing, and at once: an annotator waits for
    the next task."""
    tasks, results = _tasks_and_context(asked)
    if results is None:
        return {"results": []}
    try:
        region = asked_region(tasks[0] if tasks else None, results)
        found = cell_reader(service.settings).read(region)
    except (UnknownRegionError, ServiceError) as error:
        log.info("cell.not_read", extra={"code": error.code})
        found = []
    score = min((result["score"] for result in found), default=0.0)
    return {"results": [{"result": found, "score": score, "model_version": VERSION}]}


@router.post("/ml/{token}/webhook", status_code=202)
@router.post("/webhook/{token}", status_code=202)
def take_nudge(link: Tied) -> JsonObject:
    """Something may be new: a worker asks for it. What the body says is not believed."""
    link.nudge()
    return {"status": "accepted"}


@router.get("/pages/{name:path}")
def read_labelled_page(name: str, request: Request, service: ServiceDep) -> Response:
    """A picture of a task, by a signed URL that has not expired."""
    workspace = _workspace(service)
    linked = workspace.known_link()
    query, now = dict(request.query_params), time.time()
    if (
        linked is None
        or _PICTURE.fullmatch(name) is None
        or not may_be_seen(workspace.signing_key(), name, query, now)
    ):
        raise NotFoundError("没有这张图，或网址已过期。 No such picture, or its URL has expired.")
    left = min(_LONGEST_KEPT, int(query["exp"]) - int(now))
    headers = {
        "Access-Control-Allow-Origin": _origin(linked.url),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Origin",
        "ETag": f'"{name}"',  # a name never gets another picture
        "Cache-Control": f"private, max-age={left}, immutable",
    }
    if has_already(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        data = (workspace.pages / name).read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError("图已删除。 The picture was deleted.") from error
    return Response(data, media_type="image/jpeg", headers=headers)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _tasks_and_context(asked: object) -> tuple[list[object], object | None]:
    """The tasks, and the results of the context: None where a task is opened and nobody asked for
    a region."""
    if not isinstance(asked, Mapping):
        return [], None
    tasks, params = asked.get("tasks"), asked.get("params")
    context = params.get("context") if isinstance(params, Mapping) else None
    results = context.get("result") if isinstance(context, Mapping) else None
    return (tasks if isinstance(tasks, list) else []), results
