"""The app as a whole: what is open, what is closed, what every answer carries."""

from fastapi.testclient import TestClient

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
