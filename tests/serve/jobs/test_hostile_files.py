"""Files made to break their reader, uploaded to a real service: each ends, with a code."""

import io
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.serve.running import run_service

pytestmark = pytest.mark.slow


def pdf(*bodies: bytes) -> bytes:
    """A PDF of one page, whose objects from 3 on are given; it has no table of them."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", *bodies]
    numbered = (b"%d 0 obj\n%s\nendobj\n" % entry for entry in enumerate(objects, 1))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer\n<</Size 9/Root 1 0 R>>\n%%EOF\n"


def page(box: bytes, resources: bytes = b"") -> bytes:
    wanted = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Resources<<%s>>/Contents 4 0 R>>"
    return wanted % (box, resources)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), extra, data)


def png(width: int, height: int) -> bytes:
    """A picture that says to be this large and holds nothing."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\1\0\0\0\0"

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def archive(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, data)
    return target.getvalue()


A4 = b"0 0 595 842"
SELF = b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]/Resources<</XObject<</F 5 0 R>>>>"
BOMB = zlib.compress(zlib.compress(bytes(100 * 2**20), 9), 9)
FILES = {
    "form_in_itself.pdf": pdf(
        page(A4, b"/XObject<</F 5 0 R>>"), stream(b"/F Do"), stream(b"/F Do " * 10, SELF)
    ),
    "endless_page.pdf": pdf(page(b"0 0 1e30 1e30"), stream(b"0 0 m 1 1 l S")),
    "bomb.pdf": pdf(page(A4), stream(BOMB, b"/Filter[/FlateDecode/FlateDecode]")),
    "deep.pdf": pdf(page(A4), b"[" * 300_000),
    "cut.pdf": pdf(page(A4), stream(b"S"))[:60],
    "huge.png": png(65535, 65535),
    "path.zip": archive("../../../outside.txt", "项目支出绩效目标表".encode()),
}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A client that may upload to a service of its own."""
    with run_service(tmp_path / "home", workers=1) as service:
        headers = {"Authorization": f"Bearer {service.key}"}
        with httpx.Client(base_url=service.url, headers=headers, timeout=60) as client:
            yield client


def ended(client: httpx.Client, document_id: str) -> dict[str, object]:
    """The document once nothing more happens to it."""
    until = time.monotonic() + 240
    while time.monotonic() < until:
        document: dict[str, object] = client.get(f"/v1/documents/{document_id}").json()
        if document["state"] not in {"queued", "running"}:
            return document
        time.sleep(0.2)
    raise AssertionError(document_id)


def test_every_hostile_file_ends_and_the_service_goes_on(
    client: httpx.Client, tmp_path: Path
) -> None:
    ids = {}
    for name, data in FILES.items():
        answer = client.post("/v1/documents", files={"file": (name, data)})
        assert answer.status_code == 202, (name, answer.text)
        ids[name] = answer.json()["id"]
    bomb = client.post("/v1/documents", files={"file": ("a.zip", archive("0", bytes(50 * 2**20)))})
    assert (bomb.status_code, bomb.json()["code"]) == (413, "ingest.too_large")
    for name, document_id in ids.items():
        document = ended(client, document_id)
        assert document["state"] in {"done", "failed", "quarantined"}, name
        error = document["error"]
        if document["state"] != "done":
            assert isinstance(error, dict)
            assert error["code"], name
            assert error["remedy"], name
        assert client.get("/livez").status_code == 200
    assert not list(tmp_path.rglob("outside.txt"))
