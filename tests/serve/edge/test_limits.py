"""What is refused before any route: odd characters, large bodies and headers."""

import json

import pytest
from fastapi.testclient import TestClient

PROBLEM = "application/problem+json"
HOOK = {"url": "https://example.org/hook", "events": ["done"]}


def refused(answer, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == f"urn:jixiao:problem:{body['code']}"
    assert body["title"]
    assert body["remedy"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/%2e%2e/%2e%2e/settings.py",
        "/static/..%2f..%2fsettings.py",
        "/static/%2e%2e%5csettings.py",
        "/static//etc/passwd",
        "/static/%2fetc/passwd",
        "/static/.hidden.js",
        "/static/vendor",
        "/static/" + "a" * 5000 + ".js",
        "/static/app.js/",
        "/static/app.py",
    ],
)
def test_only_the_page_s_files_are_served(anonymous: TestClient, path: str) -> None:
    refused(anonymous.get(path), 404)


@pytest.mark.parametrize("path", ["/v1/keys/%00", "/static/a%00.js", "/v1/audit?cursor=%00"])
def test_null_characters_in_addresses(admin: TestClient, path: str) -> None:
    refused(admin.get(path), 400)


@pytest.mark.parametrize("name", ["\\u0000", "a\\ud800", "\\udfff\\ud83d"])
def test_characters_that_no_database_takes(admin: TestClient, name: str) -> None:
    answer = admin.post(
        "/v1/keys",
        content=f'{{"name": "{name}", "scopes": ["read"]}}',
        headers={"Content-Type": "application/json"},
    )
    refused(answer, 400)


def test_a_pair_of_surrogates_is_a_character(admin: TestClient) -> None:
    answer = admin.post(
        "/v1/keys",
        content='{"name": "\\ud83d\\ude00", "scopes": ["read"]}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.json()["stored"]["name"] == "😀"


def test_large_bodies(admin: TestClient) -> None:
    large = json.dumps({"name": "x" * 1_100_000, "scopes": ["read"]})
    as_json = {"Content-Type": "application/json"}
    refused(admin.post("/v1/keys", content=large, headers=as_json), 413)
    pieces = (large[at : at + 10_000].encode() for at in range(0, len(large), 10_000))
    refused(admin.post("/v1/keys", content=pieces, headers=as_json), 413)


def test_large_headers(anonymous: TestClient) -> None:
    refused(anonymous.get("/livez", headers={"X-Long": "x" * 40_000}), 431)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("{", "application/json", 422),
        ("[" * 100_000, "application/json", 400),
        ('{"name": "n"}', "application/json", 422),
        ('{"name": "n", "scopes": ["read"], "extra": 1}', "application/json", 422),
        ('{"name": "n", "scopes": ["read"]}', "text/plain", 422),
        ('{"name": "n", "scopes": ["read"]}', "", 422),
        ("", "application/json", 422),
        ("\xff\xfe", "application/json", 422),
        ("\xff", "application/json", 400),
    ],
)
def test_bodies_that_are_not_understood(
    admin: TestClient, content: str, kind: str, status: int
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = admin.post("/v1/keys", content=content.encode("latin-1"), headers=headers)
    refused(answer, status)


def test_what_was_sent_is_not_repeated(admin: TestClient) -> None:
    answer = admin.post("/v1/users", json={"name": "n", "password": ["s3cret value"]})
    refused(answer, 422)
    assert "s3cret" not in answer.text
    assert {"/body/password", "/body/scopes"} == {e["path"] for e in answer.json()["errors"]}


def test_methods_and_routes(anonymous: TestClient, admin: TestClient) -> None:
    answer = admin.put("/v1/keys", json={})
    refused(answer, 405)
    assert "GET" in answer.headers["allow"]
    refused(anonymous.get("/v1/keys/"), 404)
    refused(anonymous.get("/nothing"), 404)
    refused(anonymous.request("TRACE", "/v1/keys"), 405)


def test_templates_and_markup_stay_text(admin: TestClient) -> None:
    name = "{{7*7}}${7*7}<script>alert(1)</script>\r\nSet-Cookie: a=b"
    made = admin.post("/v1/keys", json={"name": name, "scopes": ["read"]})
    assert made.json()["stored"]["name"] == name
    assert "set-cookie" not in made.headers
    assert made.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)//",
        "file:///etc/passwd",
        "https://user:word@example.org/",
        "https://example.org/#part",
        "https://example.org/\r\nX: y",
        "http://127.0.0.1/hook",
        "http://[::1]/hook",
        "http://[::ffff:10.0.0.1]/hook",
        "http://169.254.169.254/latest",
        "http://[64:ff9b::7f00:1]/",
        "http://example.org:99999/",
        "http://[::1/hook",
    ],
)
def test_addresses_that_are_no_webhooks(admin: TestClient, url: str) -> None:
    refused(admin.post("/v1/webhooks", json={**HOOK, "url": url}), 400)
