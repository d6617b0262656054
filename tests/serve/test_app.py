"""The app as a whole: what is open, what is closed, what every answer carries."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.access.principal import MACHINE
from serve.store.audit import add_audit
from serve.store.database import Database

PROBLEM = "application/problem+json"


def test_lives_without_a_key(anonymous: TestClient) -> None:
    assert anonymous.get("/livez").json() == {"status": "ok"}


def test_ready_tells_its_checks_only_to_who_has_a_key(
    anonymous: TestClient, reader: TestClient
) -> None:
    assert anonymous.get("/readyz").json() == {"status": "ok"}
    checks = reader.get("/readyz").json()["checks"]
    assert checks == {"database": "ok", "schema": "ok", "blobs": "ok", "disk": "ok"}


def test_unknown_route_is_a_problem(anonymous: TestClient) -> None:
    answer = anonymous.get("/v1/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["code"] == "http.not_found"


def test_metrics_need_a_key(anonymous: TestClient, reader: TestClient) -> None:
    assert anonymous.get("/metrics").status_code == 401
    answer = reader.get("/metrics")
    assert answer.status_code == 200
    assert "jixiao_http_requests_total" in answer.text
    assert "jixiao_database_up 1.0" in answer.text


OPEN = {("get", "/livez"), ("get", "/readyz"), ("post", "/v1/session")}


def test_everything_else_is_closed(app: FastAPI, anonymous: TestClient) -> None:
    described = [
        (method, path)
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    ]
    assert len(described) > 20
    for method, path in described:
        filled = path.replace("{number}", "1").replace("{", "").replace("}", "")
        answer = anonymous.request(method, filled)
        if (method, path) not in OPEN:
            assert answer.status_code == 401, (method, path, answer.text)
            assert answer.headers["content-type"] == PROBLEM
    assert anonymous.get("/v1/openapi.json").status_code == 401


def test_the_audit_log_is_paged(admin: TestClient, database: Database) -> None:
    with database.write() as connection:
        for number in range(5):
            add_audit(connection, MACHINE, "document.delete", f"doc_{number}", {"count": number})
    first = admin.get("/v1/audit?limit=3").json()
    rest = admin.get(f"/v1/audit?limit=3&cursor={first['next_cursor']}").json()
    targets = [entry["target"] for entry in first["entries"] + rest["entries"]]
    assert targets == ["doc_4", "doc_3", "doc_2", "doc_1", "doc_0"]
    assert rest["next_cursor"] is None
    assert rest["entries"][-1]["data"] == {"count": 0}
    assert admin.get("/v1/audit?cursor=x").status_code == 422


def test_metrics_are_open_on_this_machine_only(app: FastAPI) -> None:
    local = TestClient(app, base_url="http://localhost:8000", client=("127.0.0.1", 1))
    assert local.get("/metrics").status_code == 200
    assert local.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 401
    rebound = TestClient(app, base_url="http://rebound.example", client=("127.0.0.1", 1))
    assert rebound.get("/metrics").status_code == 401
