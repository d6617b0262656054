"""What Label Studio asks of the service, as 1.23.2 was seen to ask it."""

import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from annotations.pictures import signature, signed_urls
from annotations.reread_region import AskedRegion
from annotations.service_link import ServiceLink
from annotations.workspace import ProjectLink, Workspace
from serve.errors import ChildTimeoutError
from serve.routes import labelling
from serve.settings import Settings
from tests.annotations.shown import VALUE, cell_at, interface, results_of, river_run

STUDIO = "https://studio.test:8443"
JPEG = b"\xff\xd8\xff\xe0 a picture"
NAME = "r0123456789/0001-12-30.jpg"
SECRET = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def workspace(settings: Settings) -> Workspace:
    found = Workspace(settings.home)
    found.put_link(ProjectLink(f"{STUDIO}/path", 1, interface().version, None, "https://x", 1))
    found.keep_page(NAME, JPEG)
    return found


@pytest.fixture
def base(workspace: Workspace) -> str:
    return f"/v1/labelling/ml/{ServiceLink(workspace).new_token()}"


class Reads:
    """A reader of cells that tells what it was asked."""

    def __init__(self) -> None:
        self.asked: list[AskedRegion] = []
        self.ready = 0
        self.results: list[dict[str, Any]] = []
        self.fails = False

    def be_ready(self) -> None:
        self.ready += 1

    def read(self, asked: AskedRegion) -> list[dict[str, Any]]:
        self.asked.append(asked)
        if self.fails:
            raise ChildTimeoutError("3 s")
        return self.results


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    made = Reads()
    monkeypatch.setattr(labelling, "cell_reader", lambda settings: made)
    return made


def test_the_backend_answers_as_label_studio_expects(
    anonymous: TestClient, base: str, reads: Reads
) -> None:
    assert anonymous.get(f"{base}/health").json() == {"status": "UP"}
    body = {"project": "11.17", "schema": "<View/>", "access_token": SECRET, "hostname": STUDIO}
    assert anonymous.post(f"{base}/setup", json=body).json()["model_version"]
    assert reads.ready == 1
    assert len(anonymous.get(f"{base}/versions").json()["versions"]) == 1


def test_the_credential_of_the_setup_call_is_nowhere_afterwards(
    anonymous: TestClient,
    base: str,
    reads: Reads,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(0):
        anonymous.post(f"{base}/setup", json={"access_token": SECRET})
        anonymous.post(f"{base}/setup", content=SECRET.encode())
    token = base.rpartition("/")[2]
    for record in caplog.records:
        if not record.name.startswith(("httpx", "httpcore", "asyncio")):
            assert SECRET not in str(record.__dict__)
            assert token not in str(record.__dict__)
    kept = [path for path in settings.home.rglob("*") if path.is_file()]
    assert kept
    assert not any(SECRET.encode() in path.read_bytes() for path in kept)


ROUTES = [
    ("get", "health"),
    ("post", "setup"),
    ("post", "predict"),
    ("post", "webhook"),
    ("get", "versions"),
]


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_another_secret_opens_nothing(
    anonymous: TestClient, workspace: Workspace, reads: Reads, method: str, route: str
) -> None:
    wrong = f"/v1/labelling/ml/{'x' * 43}/{route}"
    assert anonymous.request(method, wrong).status_code == 404  # there is none yet
    old = ServiceLink(workspace).new_token()
    assert anonymous.request(method, f"/v1/labelling/ml/{old}/{route}").status_code < 300
    ServiceLink(workspace).new_token()
    for token in (old, "x" * 43, ""):
        address = f"/v1/labelling/ml/{token}/{route}"
        assert anonymous.request(method, address).status_code == 404
    assert anonymous.post(f"/v1/labelling/webhook/{old}", json={}).status_code == 404


@pytest.mark.parametrize(
    "params", [{}, {"context": None}, {"login": None, "password": None, "context": {}}]
)
def test_who_opens_the_next_task_does_not_wait(
    anonymous: TestClient, base: str, reads: Reads, params: dict[str, Any]
) -> None:
    body = {"tasks": [{"id": 1, "data": {}}, {"id": 2, "data": {}}], "params": params}
    assert anonymous.post(f"{base}/predict", json=body).json() == {"results": []}
    assert reads.asked == []


def test_a_region_is_read_again(anonymous: TestClient, base: str, reads: Reads) -> None:
    run, _ = river_run()
    cell = cell_at(run, VALUE)
    context = [result for result in results_of(run) if result.get("id") == cell]
    reads.results = context
    task = {"id": 5, "data": {"run": run.id, "form": 0, "pages": ["p"]}}
    body = {"tasks": [task], "params": {"context": {"result": context}}, "project": "1.2"}
    (answer,) = anonymous.post(f"{base}/predict", json=body).json()["results"]
    assert answer["result"] == context
    assert answer["score"] == min(result["score"] for result in context)
    (asked,) = reads.asked
    assert (asked.run, asked.form, asked.id, asked.label) == (run.id, 0, cell, "value")


@pytest.mark.parametrize(
    "body",
    [
        {"tasks": [], "params": {"context": {"result": []}}},
        {"tasks": 7, "params": {"context": {"result": [{}]}}},
        {"tasks": [{"id": 1}], "params": {"context": {"result": "x"}}},
        {"tasks": [None], "params": {"context": {"result": [{"value": {"x": 1}}]}}},
    ],
)
def test_a_context_that_makes_no_sense_is_answered_by_nothing(
    anonymous: TestClient, base: str, reads: Reads, body: dict[str, Any]
) -> None:
    (answer,) = anonymous.post(f"{base}/predict", json=body).json()["results"]
    assert answer["result"] == []
    assert reads.asked == []


def test_a_reading_that_fails_leaves_the_annotator_with_nothing_new(
    anonymous: TestClient, base: str, reads: Reads
) -> None:
    reads.fails = True
    run, _ = river_run()
    value = {"x": 1, "y": 1, "width": 9, "height": 9}
    task = {"data": {"run": run.id, "form": 0}}
    context = {"result": [{"id": "a", "value": value}]}
    body = {"tasks": [task], "params": {"context": context}}
    answer = anonymous.post(f"{base}/predict", json=body)
    assert (answer.status_code, answer.json()["results"][0]["result"]) == (200, [])


def test_a_webhook_only_nudges(anonymous: TestClient, base: str, workspace: Workspace) -> None:
    link = ServiceLink(workspace)
    assert link.nudged_at() == 0
    event = {"action": "ANNOTATION_CREATED", "annotation": {"id": 1, "result": []}}
    began = time.perf_counter()
    for address in (f"{base}/webhook", base.replace("/ml/", "/webhook/")):
        before = link.nudged_at()
        assert anonymous.post(address, json=event).status_code == 202
        assert link.nudged_at() > before
    assert time.perf_counter() - began < 1.0
    assert workspace.corrections.submissions() == []


def test_a_large_event_is_taken(anonymous: TestClient, base: str) -> None:
    event = b'{"action": "ANNOTATION_UPDATED", "x": "' + b"x" * 3_000_000 + b'"}'
    assert anonymous.post(f"{base}/webhook", content=event).status_code == 202
    assert anonymous.post("/v1/session", content=event).status_code == 413


@pytest.mark.parametrize("place", ["ml/nobody-knows/predict", "webhook/nobody-knows", "ml/"])
def test_who_does_not_know_the_secret_has_nothing_large_read(
    anonymous: TestClient, base: str, place: str
) -> None:
    event = b'{"x": "' + b"x" * 3_000_000 + b'"}'
    assert anonymous.post(f"/v1/labelling/{place}", content=event).status_code == 413


def _signed(workspace: Workspace, name: str = NAME, days: int = 1) -> str:
    urls = signed_urls(
        "http://jixiao.test/v1/labelling/pages", workspace.signing_key(), days, time.time
    )
    return urls.address(name)


def test_a_signed_picture_may_be_seen_by_the_page_of_label_studio(
    anonymous: TestClient, workspace: Workspace
) -> None:
    answer = anonymous.get(_signed(workspace), headers={"Origin": STUDIO})
    assert (answer.status_code, answer.content) == (200, JPEG)
    headers = answer.headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["access-control-allow-origin"] == STUDIO
    assert headers["vary"] == "Origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["cache-control"].startswith("private, max-age=8")
    assert "access-control-allow-credentials" not in headers
    known = {"If-None-Match": headers["etag"]}
    again = anonymous.get(_signed(workspace), headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["access-control-allow-origin"] == STUDIO


def test_the_origin_is_that_of_the_project_and_of_nobody_who_asks(
    anonymous: TestClient, workspace: Workspace
) -> None:
    answer = anonymous.get(_signed(workspace), headers={"Origin": "https://evil.test"})
    assert answer.headers["access-control-allow-origin"] == STUDIO


def test_what_is_not_signed_or_not_valid_any_more_is_not_there(
    anonymous: TestClient, workspace: Workspace
) -> None:
    good = _signed(workspace)
    query = dict(part.split("=") for part in urlsplit(good).query.split("&"))
    path = urlsplit(good).path
    bad = [
        path,
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        f"{path}?exp={int(query['exp']) + 1}&sig={query['sig']}",
        f"{path}?exp=x&sig={query['sig']}",
        _signed(workspace, days=-1),
        _signed(workspace, "r0123456789/0002-1-1.jpg"),  # signed, but there is none
    ]
    for address in bad:
        assert anonymous.get(address).status_code == 404, address


@pytest.mark.parametrize(
    "name",
    [
        "../signing-key",
        "../../jixiao.db",
        "r0123456789/../../signing-key",
        "/etc/passwd",
        "r0123456789/0001-12-30.jpg/../../../project.json",
        "r0123456789\\0001.jpg",
        "signing-key",
    ],
)
def test_no_other_file_is_shown_however_well_its_name_is_signed(
    anonymous: TestClient, workspace: Workspace, name: str
) -> None:
    expires = int(time.time()) + 100
    query = {"exp": str(expires), "sig": signature(workspace.signing_key(), name, expires)}
    escaped = name.replace(".", "%2e").replace("/", "%2f")
    for shown in (name, escaped):
        answer = anonymous.get(f"/v1/labelling/pages/{shown}", params=query)
        assert answer.status_code == 404
        assert b"token" not in answer.content


def test_without_a_project_no_picture_is_shown(
    anonymous: TestClient, settings: Settings, workspace: Workspace
) -> None:
    address = _signed(workspace)
    (settings.home / "annotations" / "project.json").unlink()
    assert anonymous.get(address).status_code == 404


def test_the_routes_of_machines_are_not_described(anonymous: TestClient) -> None:
    described = anonymous.app.openapi()  # type: ignore[attr-defined]
    assert not any("labelling" in path for path in described["paths"])


def test_a_link_of_another_project_changes_the_origin_at_once(
    anonymous: TestClient, workspace: Workspace
) -> None:
    workspace.put_link(replace(workspace.link(), url="http://127.0.0.1:8080"))
    answer = anonymous.get(_signed(workspace))
    assert answer.headers["access-control-allow-origin"] == "http://127.0.0.1:8080"
