"""The log of requests: identifiers, never contents."""

import json
import logging

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.log_lines import JsonLines


def test_a_request_is_logged_by_its_template(
    admin: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "jixiao.requests"):
        answer = admin.get(
            "/v1/webhooks/hook_secret/deliveries?limit=7", headers={"X-Request-ID": "abc-1"}
        )
    assert answer.headers["X-Request-ID"] == "abc-1"
    assert answer.json()["instance"] == "urn:jixiao:request:abc-1"
    (record,) = [r for r in caplog.records if r.name == "jixiao.requests"]
    line = JsonLines().format(record)
    entry = json.loads(line)
    assert entry["event"] == "request"
    assert entry["route"] == "/v1/webhooks/{webhook_id}/deliveries"
    assert (entry["status"], entry["method"]) == (404, "GET")
    assert entry["principal"].startswith("key_")
    assert entry["code"] == "serve.not_found"
    assert entry["request_id"] == "abc-1"
    assert "hook_secret" not in line
    assert "limit" not in line


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\tb", "é"])
def test_odd_request_ids_are_replaced(anonymous: TestClient, given: str) -> None:
    answer = anonymous.get("/livez", headers={"X-Request-ID": given.encode("latin-1")})
    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 16


def test_a_crash_tells_nothing_but_its_number(
    app: FastAPI, anonymous: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/crash")
    def crash() -> None:
        raise RuntimeError("the contents of a form")

    answer = anonymous.get("/crash", headers={"X-Request-ID": "boom"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "contents" not in answer.text
    assert answer.json()["code"] == "serve.internal"
    assert answer.json()["instance"] == "urn:jixiao:request:boom"
    crashes = [r for r in caplog.records if r.getMessage() == "request.crashed"]
    assert [getattr(r, "request_id", "") for r in crashes] == ["boom"]
    traceback = json.loads(JsonLines().format(crashes[0]))["traceback"]
    assert traceback.endswith("RuntimeError"), "its kind and place, not its words"
    assert "in crash" in traceback
