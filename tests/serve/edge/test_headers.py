"""What every answer says to a browser."""

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("path", ["/", "/livez", "/v1/nothing", "/v1/keys", "/docs", "/static/x"])
def test_every_answer_is_locked_down(anonymous: TestClient, path: str) -> None:
    headers = anonymous.get(path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    expected = "no-cache" if path == "/" else "no-store"
    assert headers["cache-control"] == expected


def test_the_page_s_files_have_types_and_tags(anonymous: TestClient) -> None:
    page = anonymous.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    script = anonymous.get("/static/app.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    again = anonymous.get("/static/app.js", headers={"If-None-Match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert anonymous.head("/static/app.js").content == b""


def test_the_docs_need_nothing_but_themselves(anonymous: TestClient) -> None:
    page = anonymous.get("/docs")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "/v1/keys/{key_id}/rotate" in page.text
    assert anonymous.get("/docs.css").headers["content-type"] == "text/css; charset=utf-8"
