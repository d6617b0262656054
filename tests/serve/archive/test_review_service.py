"""Documents go to a real service over HTTP: each once, whatever answers on the way."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.access.principal import Scope
from serve.archive.doubtful import Wanted
from serve.archive.handing_errors import (
    NotThisServiceError,
    ReviewKeyError,
    ReviewServiceAwayError,
    ReviewServiceFullError,
)
from serve.archive.review_service import Delivery, ReviewService
from serve.archive.service_url import service_url
from serve.settings import Settings
from tests.serve.archive.doubted import Doubted, copy_of, doubted
from tests.serve.archive.engines import sha256_of

pytest.importorskip("duckdb")

DELIVERY = Delivery("archive-1", "册 2023", patience=20.0)
ANSWER = {"documents": [{"id": "doc_1", "reused": False}]}
BUSY = {"code": "serve.busy", "detail": "Too many documents wait."}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Doubted:
    made = doubted(tmp_path_factory.mktemp("made"), 40)
    (made.bench.source / "表“一”.txt").write_text("30 表", encoding="utf-8")
    made.read()
    return made


@pytest.fixture
def archive(made: Doubted, tmp_path: Path) -> Doubted:
    return copy_of(made, tmp_path)


@pytest.fixture
def key(client_with: Callable[..., TestClient]) -> str:
    return secret_of(client_with(Scope.WRITE))


def secret_of(client: TestClient) -> str:
    return client.headers["Authorization"].removeprefix("Bearer ")


def documents_of(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/documents").json()["documents"]
    return sorted(found, key=lambda document: str(document["name"]))


def test_documents_arrive_with_their_bytes_names_and_collection(
    archive: Doubted, url: str, key: str, admin: TestClient
) -> None:
    with ReviewService(url, key, DELIVERY) as service:
        service.check()
        tally = archive.hand(service)
    assert (tally.handed, tally.left) == (2, 0)
    first, second = documents_of(admin)
    assert (first["name"], second["name"]) == ("40.txt", "表“一”.txt")
    assert [first["sha256"], second["sha256"]] == [sha256_of("40 表"), sha256_of("30 表")]
    assert {document["collection"] for document in (first, second)} == {"册 2023"}
    data = admin.get(f"/v1/documents/{second['id']}/file").content
    assert data.decode() == "30 表"


def test_a_hand_over_that_was_not_noted_doubles_nothing(
    archive: Doubted, url: str, key: str, admin: TestClient
) -> None:
    """The notes are lost, the service knows the key of each; or the service forgot it, too."""
    with ReviewService(url, key, DELIVERY) as service:
        archive.hand(service)
        for delivery in (DELIVERY, replace(DELIVERY, archive="forgotten")):
            with (
                ReviewService(url, key, delivery) as again,
                archive.handing(again) as handing,
            ):
                handing._desk.notes.forget()
                handing.carry_out(Wanted(100))
            assert (handing.tally.known, handing.tally.handed) == (2, 0)
    assert len(documents_of(admin)) == 2


def test_keys_that_are_wrong_or_may_not_upload_are_told(
    archive: Doubted, url: str, client_with: Callable[..., TestClient]
) -> None:
    with ReviewService(url, "jx_wrong", DELIVERY) as service, pytest.raises(ReviewKeyError):
        service.check()
    reader = secret_of(client_with(Scope.READ))
    with ReviewService(url, reader, DELIVERY) as service, pytest.raises(ReviewKeyError):
        archive.hand(service)


def test_a_document_that_the_service_refuses_is_told(
    archive: Doubted, url: str, key: str, app: FastAPI
) -> None:
    """Over the limit of the service's own; the next ones go on."""
    settings: Settings = app.state.service.settings
    app.state.service = replace(
        app.state.service, settings=replace(settings, max_upload_bytes=-(2**20))
    )
    with ReviewService(url, key, DELIVERY) as service:
        tally = archive.hand(service)
    assert (tally.handed, tally.refused) == (0, 2)
    assert dict(tally.faults) == {"serve.upload_too_large": 2}


def test_a_service_that_is_not_there_is_told_soon(archive: Doubted) -> None:
    pauses: list[float] = []
    delivery = replace(DELIVERY, patience=0.5)
    with (
        ReviewService("http://127.0.0.1:9", "key", delivery, pause=pauses.append) as service,
        pytest.raises(ReviewServiceAwayError, match=r"127\.0\.0\.1:9"),
    ):
        service.check()
    assert pauses == []


def test_a_host_that_is_none_is_told() -> None:
    with pytest.raises(NotThisServiceError):
        ReviewService("http://exa\u2100mple.test/\x07", "key", DELIVERY)


class Answers:
    """A service that answers what it is told to, one after the other."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.keys: list[str] = []
        self.bodies: list[bytes] = []
        self.pauses: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers["Idempotency-Key"])
        self.bodies.append(request.read().partition(b"\r\n\r\n")[2][:6])
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def service(self) -> ReviewService:
        transport = httpx.MockTransport(self)
        return ReviewService("http://review.test/", "key", DELIVERY, transport, self.pauses.append)


def told(status: int, body: object, **headers: str) -> httpx.Response:
    return httpx.Response(status, content=json.dumps(body), headers=headers)


def test_busy_services_are_waited_for_as_they_say(archive: Doubted) -> None:
    """The file is sent whole again each time, under the same key."""
    answers = Answers(
        told(429, BUSY, **{"Retry-After": "7"}),
        told(503, BUSY, **{"Retry-After": "3"}),
        httpx.ReadError("cut off"),
        httpx.DecodingError("garbled"),
        told(202, ANSWER),
    )
    with answers.service() as service:
        assert archive.hand(service, most=1).handed == 1
    assert answers.pauses == [7.0, 3.0, 4.0, 8.0]
    assert answers.keys == [f"archive-archive-1-{sha256_of('30 表')}"] * 5
    assert answers.bodies == ["30 表".encode()] * 5


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (told(429, BUSY, **{"Retry-After": "3600"}), ReviewServiceAwayError),
        (told(507, {"code": "serve.disk_full"}), ReviewServiceFullError),
        (told(500, {"code": "serve.store"}), ReviewServiceAwayError),
        (told(200, []), NotThisServiceError),
        (httpx.Response(200, content=b"<html>"), NotThisServiceError),
        (httpx.Response(404, content=b"<html>"), NotThisServiceError),
        (httpx.Response(302, headers={"Location": "/login"}), NotThisServiceError),
    ],
)
def test_what_ends_a_hand_over_is_told(
    archive: Doubted, answer: httpx.Response, error: type[Exception]
) -> None:
    """What was handed over before stays noted."""
    answers = Answers(told(202, ANSWER), answer)
    with ExitStack() as stack:
        service = stack.enter_context(answers.service())
        handing = stack.enter_context(archive.handing(service))
        with pytest.raises(error):
            handing.carry_out(Wanted(100))
        assert handing.tally.handed == 1
        assert len(handing._desk.notes.known()) == 1


@pytest.mark.parametrize(
    "url",
    ["review.test", "ftp://review.test", "http://", "http://a:b@review.test", "http://x/?key=1",
     "http://x:port", "http://[", "labelstudio"],
)  # fmt: skip
def test_addresses_that_are_none_or_hold_secrets_are_refused(url: str) -> None:
    with pytest.raises(NotThisServiceError) as error:
        service_url(url)
    assert "a:b" not in str(error.value)
