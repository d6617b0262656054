"""The demo is open to this machine and to nobody else."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from serve.app import create_app
from serve.settings import Settings
from serve.store.database import Database

MakeClient = Callable[[str, str], TestClient]


@pytest.fixture
def client_from(settings: Settings, database: Database) -> Iterator[MakeClient]:
    app = create_app(replace(settings, open_on_loopback=True))

    def make(address: str, host: str) -> TestClient:
        return TestClient(app, base_url=f"http://{host}", client=(address, 50_000))

    yield make
    app.state.service.database.close()


def test_this_machine_needs_no_key(client_from: MakeClient) -> None:
    local = client_from("127.0.0.1", "127.0.0.1:8000")
    assert local.get("/v1/session").json()["via"] == "loopback"
    made = local.post("/v1/keys", json={"name": "n", "scopes": ["read"]})
    assert made.status_code == 201
    assert local.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("address", "host", "headers"),
    [
        ("192.0.2.1", "127.0.0.1:8000", {}),
        ("127.0.0.1", "rebound.example", {}),
        ("127.0.0.1", "127.0.0.1:8000", {"Origin": "http://other.example"}),
        ("127.0.0.1", "127.0.0.1:8000", {"Origin": "null"}),
        ("127.0.0.1", "127.0.0.1:8000", {"Sec-Fetch-Site": "cross-site"}),
        ("127.0.0.1", "127.0.0.1:8000", {"Sec-Fetch-Site": "same-site"}),
        ("127.0.0.1", "127.0.0.1:8000", {"X-Forwarded-For": "192.0.2.1"}),
    ],
)
def test_others_do(
    client_from: MakeClient, address: str, host: str, headers: dict[str, str]
) -> None:
    client = client_from(address, host)
    assert client.get("/v1/session", headers=headers).status_code == 401
    answer = client.post("/v1/keys", json={"name": "n", "scopes": ["read"]}, headers=headers)
    assert answer.status_code == 401


def test_a_wrong_key_is_not_overlooked(client_from: MakeClient) -> None:
    local = client_from("127.0.0.1", "127.0.0.1:8000")
    assert local.get("/v1/session", headers={"Authorization": "Bearer x"}).status_code == 401


def test_an_old_cookie_locks_nobody_out_and_opens_nothing(client_from: MakeClient) -> None:
    old = {"Cookie": "jixiao_session=of-another-service"}
    local = client_from("127.0.0.1", "127.0.0.1:8000")
    assert local.get("/v1/session", headers=old).json()["via"] == "loopback"
    remote = client_from("192.0.2.1", "127.0.0.1:8000")
    assert remote.get("/v1/session", headers=old).status_code == 401


def test_closed_unless_the_demo(anonymous: TestClient, app) -> None:
    local = TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 1))
    assert local.get("/v1/session").status_code == 401
