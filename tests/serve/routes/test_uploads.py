import hashlib
import io
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serve.access.principal import Scope
from serve.app import create_app
from serve.settings import Settings
from serve.store.blobs import original_key
from tests.serve.routes.forms import files, pdf


def leftovers(settings: Settings) -> list[Path]:
    """What lies in the staging folders beside their locks."""
    staging = settings.home / "staging"
    return [path for path in staging.glob("run-*/*") if path.name != "lock"]


def test_a_file_becomes_a_document_that_waits(writer: TestClient, settings: Settings) -> None:
    answer = writer.post("/v1/documents", files=files(pdf("甲"), name="绩效目标表.pdf"))

    assert answer.status_code == 202
    document_id = answer.json()["id"]
    assert answer.headers["location"] == f"/v1/documents/{document_id}"
    assert int(answer.headers["retry-after"]) > 0
    document = writer.get(answer.headers["location"]).json()
    sha256 = hashlib.sha256(pdf("甲")).hexdigest()
    assert (document["state"], document["name"]) == ("queued", "绩效目标表.pdf")
    assert (document["sha256"], document["size"]) == (sha256, len(pdf("甲")))
    assert document["media_type"] == "application/pdf"
    assert (settings.home / "blobs" / original_key(sha256)).read_bytes() == pdf("甲")
    assert leftovers(settings) == []


def test_one_key_is_one_document(writer: TestClient) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = writer.post("/v1/documents", files=files(pdf("甲")), headers=headers)
    again = writer.post("/v1/documents", files=files(pdf("甲")), headers=headers)
    other = writer.post("/v1/documents", files=files(pdf("乙")), headers=headers)

    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "serve.idempotency_key_reused")
    assert len(writer.get("/v1/documents").json()["documents"]) == 1


def test_a_key_belongs_to_its_caller(client_with) -> None:
    headers = {"Idempotency-Key": "k-1"}
    ids = {
        client_with(Scope.WRITE)
        .post("/v1/documents", files=files(pdf("甲")), headers=headers)
        .json()["id"]
        for _ in range(2)
    }
    assert len(ids) == 2


def test_requests_that_race_with_one_key_make_one_document(writer: TestClient) -> None:
    start = threading.Barrier(6)
    answers = []

    def upload() -> None:
        start.wait(10)
        answer = writer.post(
            "/v1/documents", files=files(pdf("甲")), headers={"Idempotency-Key": "k"}
        )
        answers.append((answer.status_code, answer.json()["id"]))

    threads = [threading.Thread(target=upload) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 6
    assert {status for status, _ in answers} == {202}
    assert len({document_id for _, document_id in answers}) == 1


@pytest.mark.parametrize(
    ("choice", "status", "count"), [("keep", 202, 2), ("reuse", 200, 1), ("refuse", 409, 1)]
)
def test_the_caller_chooses_what_a_duplicate_becomes(
    writer: TestClient, choice: str, status: int, count: int
) -> None:
    first = writer.post("/v1/documents", files=files(pdf("甲"))).json()["id"]
    answer = writer.post(f"/v1/documents?on_duplicate={choice}", files=files(pdf("甲")))

    assert answer.status_code == status
    assert len(writer.get("/v1/documents").json()["documents"]) == count
    assert first in answer.text
    if choice == "keep":
        assert answer.json()["duplicate_of"] == first
    if choice == "reuse":
        assert answer.json()["id"] == first


def test_a_deleted_document_is_no_duplicate(writer: TestClient) -> None:
    first = writer.post("/v1/documents", files=files(pdf("甲"))).json()["id"]
    writer.delete(f"/v1/documents/{first}")
    answer = writer.post("/v1/documents?on_duplicate=refuse", files=files(pdf("甲")))
    assert (answer.status_code, answer.json()["duplicate_of"]) == (202, None)


def test_of_many_files_the_bad_ones_are_named(writer: TestClient, settings: Settings) -> None:
    parts = [
        ("file", ("a.pdf", pdf("甲"))),
        ("note", (None, "ignored")),
        ("file", ("b.bin", b"\x00\x01\x02\x03")),
        ("file", ("c.pdf", b"")),
        ("file", ("../d\x07/e\u202e.pdf", pdf("乙"))),
    ]
    answer = writer.post("/v1/documents?collection=2026", files=parts).json()

    assert [document["name"] for document in answer["documents"]] == ["a.pdf", "e.pdf"]
    assert [(entry["name"], entry["error"]["code"]) for entry in answer["rejected"]] == [
        ("b.bin", "ingest.unsupported_type"),
        ("c.pdf", "ingest.empty"),
    ]
    assert leftovers(settings) == []


def archive(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in members:
            target.writestr(name, data)
    return packed.getvalue()


def test_an_archive_becomes_a_document_for_each_member(writer: TestClient, settings: Settings):
    packed = archive(("../../etc/x.pdf", pdf("甲")), ("市本级/y.pdf", pdf("乙")), ("z", b"\x00"))
    answer = writer.post("/v1/documents", files=files(packed, name="all.pdf"))

    assert answer.status_code == 202
    assert [document["name"] for document in answer.json()["documents"]] == ["x.pdf", "y.pdf"]
    assert [entry["name"] for entry in answer.json()["rejected"]] == ["z"]
    assert not (settings.home.parent / "etc").exists()
    assert leftovers(settings) == []


def test_an_archive_stays_closed_where_the_caller_says_so(writer: TestClient) -> None:
    packed = archive(("x.pdf", pdf("甲")))
    answer = writer.post("/v1/documents?unpack=never", files=files(packed))
    assert (answer.status_code, answer.json()["code"]) == (415, "ingest.unsupported_type")


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"--x--", 400),
        ("multipart/form-data; boundary=x", b"", 400),
        ("multipart/form-data; boundary=x", b"no form at all", 400),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--", 400),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF-1',
            400,
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--x--\r\n',
            400,
        ),
    ],
)
def test_a_broken_form_is_refused(
    writer: TestClient, settings: Settings, content_type: str, body: bytes, status: int
) -> None:
    answer = writer.post("/v1/documents", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert leftovers(settings) == []


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [(b"", 422, "ingest.empty"), (b"\x7fELF\x00\x01", 415, "ingest.unsupported_type")],
)
def test_a_file_that_is_none_is_refused(
    writer: TestClient, data: bytes, status: int, code: str
) -> None:
    answer = writer.post("/v1/documents", files=files(data))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert writer.get("/v1/documents").json()["documents"] == []


def client_of(settings: Settings, writer: TestClient) -> TestClient:
    """A client of another app on the same home, with the key of `writer`."""
    key = {"Authorization": writer.headers["Authorization"]}
    return TestClient(create_app(settings), base_url="http://jixiao.test", headers=key)


def test_too_many_bytes_or_files_are_refused(writer: TestClient, settings: Settings) -> None:
    small = client_of(replace(settings, max_upload_bytes=2000, max_files=2), writer)

    large = small.post("/v1/documents", files=files(pdf("甲") + b"x" * 2000))
    assert (large.status_code, large.json()["code"]) == (413, "serve.upload_too_large")
    huge = small.post("/v1/documents", files=files(b"%PDF-" + b"x" * 3_000_000))
    assert huge.status_code == 413
    many = small.post("/v1/documents", files=[("file", ("a", pdf(str(n)))) for n in range(3)])
    assert many.status_code == 413
    packed = archive(*((f"{n}.pdf", pdf(str(n))) for n in range(3)))
    assert small.post("/v1/documents", files=files(packed)).status_code == 413
    assert leftovers(settings) == []


def test_a_body_without_a_length_is_limited_too(writer: TestClient, settings: Settings) -> None:
    small = client_of(replace(settings, max_upload_bytes=2000), writer)

    def endless():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF-1'
        for _ in range(200):
            yield b"x" * 65_536

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert small.post("/v1/documents", content=endless(), headers=headers).status_code == 413
    assert leftovers(settings) == []


def test_too_long_a_queue_is_told_with_a_time_to_come_again(
    writer: TestClient, settings: Settings
) -> None:
    short = client_of(replace(settings, max_queued=1), writer)
    assert short.post("/v1/documents", files=files(pdf("甲"))).status_code == 202
    busy = short.post("/v1/documents", files=files(pdf("乙")))
    assert (busy.status_code, busy.json()["code"]) == (429, "serve.busy")
    assert int(busy.headers["retry-after"]) > 0


def test_a_full_disk_is_told(writer: TestClient, settings: Settings) -> None:
    full = client_of(replace(settings, min_free_bytes=10**18), writer)
    answer = full.post("/v1/documents", files=files(pdf("甲")))
    assert (answer.status_code, answer.json()["code"]) == (507, "serve.disk_full")


def test_who_only_reads_uploads_nothing(reader: TestClient) -> None:
    assert reader.post("/v1/documents", files=files(pdf("甲"))).status_code == 403


def test_names_without_utf8_and_extended_names_are_shown(writer: TestClient) -> None:
    def upload(disposition: bytes) -> str:
        body = b"--x\r\nContent-Disposition: form-data; name=file; %s\r\n\r\n%s\r\n--x--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        content = body % (disposition, pdf("甲"))
        answer = writer.post("/v1/documents", content=content, headers=headers)
        return str(answer.json()["documents"][0]["name"])

    assert upload('filename="目标.pdf"'.encode("gb18030")) == "目标.pdf"
    assert upload(b"filename*=UTF-8''%E7%9B%AE%E6%A0%87.pdf") == "目标.pdf"
    assert upload(b'filename="C:\\fakepath\\a.pdf"') == "a.pdf"
    assert upload(b'x="y"') == "unnamed"


def test_accepted_bytes_are_counted_for_the_metrics(writer: TestClient) -> None:
    assert writer.post("/v1/documents", files=files(pdf("甲"))).status_code == 202
    lines = writer.get("/metrics").text.splitlines()
    (total,) = [line for line in lines if line.startswith("jixiao_upload_bytes_total ")]
    assert float(total.split()[1]) == len(pdf("甲"))
