"""Names and headers that try to be something else: paths, headers, markup, templates."""

import pytest
from fastapi.testclient import TestClient

NAMES = [
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/absolute/path.txt",
    "C:\\form.txt",
    "a%0d%0aSet-Cookie: x=y.txt",
    "{{7*7}}${7*7}#{7*7}.txt",
    "<img src=x onerror=alert(1)>.txt",
    '=HYPERLINK("http://x").txt',
    "'; DROP TABLE documents; --.txt",
    "表\u202egpj.txt",
    "a" * 3000 + ".txt",
    ".",
    "..",
    "%00.txt",
]


def upload(client: TestClient, disposition: bytes, **headers: str):
    boundary = b"edge"
    body = (
        b"--" + boundary + b"\r\nContent-Disposition: form-data; name=\"file\"" + disposition
        + b"\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n--" + boundary + b"--\r\n"
    )  # fmt: skip
    sent = {"Content-Type": "multipart/form-data; boundary=edge", **headers}
    return client.post("/v1/documents", content=body, headers=sent)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_a_name(admin: TestClient, name: str) -> None:
    escaped = name.replace("\\", "\\\\").replace('"', "%22")
    answer = upload(admin, f'; filename="{escaped}"'.encode())
    assert answer.status_code in (202, 400), answer.text
    if answer.status_code == 400:
        assert answer.headers["content-type"] == "application/problem+json"
        return
    document = admin.get(answer.headers["location"]).json()
    assert "/" not in document["name"]
    assert "\\" not in document["name"]
    assert not any(ord(letter) < 32 for letter in document["name"])
    assert 0 < len(document["name"]) <= 500
    file = admin.get(f"/v1/documents/{document['id']}/file")
    assert file.status_code == 200
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in file.headers["content-security-policy"]
    assert "set-cookie" not in file.headers
    assert file.text == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "disposition",
    [
        b"; filename*=UTF-8''%0d%0aX-Injected:%20yes.txt",
        b"; filename*=UTF-8''%ff%fe.txt",
        b'; filename="a\r\nX-Injected: yes"',
        b'; filename="\xed\xa0\x80.txt"',
        b'; filename="a\x00b.txt"',
        b'; filename="',
        b"",
    ],
)
def test_odd_dispositions(admin: TestClient, disposition: bytes) -> None:
    answer = upload(admin, disposition)
    assert answer.status_code in (202, 400, 415, 422), answer.text
    assert "x-injected" not in answer.headers
    if answer.status_code == 202:
        file = admin.get(f"{answer.headers['location']}/file")
        assert file.status_code == 200
        assert "x-injected" not in file.headers
        assert admin.get("/v1/documents").status_code == 200


@pytest.mark.parametrize("key", ["a\tb", "é", "x" * 20_000, "\x7f", "' OR 1=1", "", "{{7*7}}"])
def test_odd_idempotency_keys(admin: TestClient, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    answers = [upload(admin, b'; filename="a.txt"', **headers) for _ in range(2)]
    statuses = {answer.status_code for answer in answers}
    assert statuses <= {202, 400, 422}, answers[0].text
    assert len(statuses) == 1
    if key and 202 in statuses:
        assert answers[0].json()["id"] == answers[1].json()["id"]


@pytest.mark.parametrize(
    "query",
    ["q=%27%20OR%201%3D1", "q=%25_%5C", "cursor=%ff", "sort=id;drop", "year=99999999999999999999",
     "limit=1e3", "state=%F0%9F%98%80", "min_doubt=nan", "created_after=inf"],
)  # fmt: skip
def test_odd_filters(reader: TestClient, query: str) -> None:
    answer = reader.get(f"/v1/documents?{query}")
    assert answer.status_code in (200, 400, 422), answer.text
    exported = reader.get(f"/v1/export?format=jsonl&{query}")
    assert exported.status_code in (200, 400, 422), exported.text
