import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from serve.access.principal import Scope
from serve.settings import Settings
from serve.store.database import Database
from serve.store.documents import DocumentState, set_state
from serve.store.events import events_after
from serve.store.pages import PageRow, replace_pages
from serve.store.queue import claim
from serve.store.retention import purge
from tests.serve.finished import add_finished
from tests.serve.routes.forms import files, pdf


def upload(writer: TestClient, text: str = "甲") -> str:
    return str(writer.post("/v1/documents", files=files(pdf(text), "绩效.pdf")).json()["id"])


def state(client: TestClient, document_id: str) -> str:
    return str(client.get(f"/v1/documents/{document_id}").json()["state"])


def test_a_list_goes_on_where_its_page_ended(writer: TestClient) -> None:
    ids = [upload(writer, str(number)) for number in range(3)]
    first = writer.get("/v1/documents", params={"limit": 2}).json()
    second = writer.get("/v1/documents", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    seen = [document["id"] for document in first["documents"] + second["documents"]]
    assert seen == ids[::-1]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cursor=x", 400),
        ("limit=0", 422),
        ("limit=201", 422),
        ("state=lost", 422),
        ("sort=name", 422),
        ("nonsense=1", 422),
        ("state=queued&state=done&q=%25&min_doubt=0.5&created_after=2026-01-01", 200),
    ],
)
def test_a_list_says_what_it_does_not_understand(
    reader: TestClient, query: str, status: int
) -> None:
    assert reader.get(f"/v1/documents?{query}").status_code == status


def test_a_document_tells_how_far_it_is(writer: TestClient, app: FastAPI) -> None:
    document_id = add_finished(app.state.service)
    done = writer.get(f"/v1/documents/{document_id}").json()
    assert (done["state"], done["revision"], done["progress"]["fraction"]) == ("done", 1, 1.0)
    assert done["links"]["result"] == f"/v1/documents/{document_id}/result"
    assert done["created_at"].endswith("Z")
    waiting = writer.get(f"/v1/documents/{upload(writer)}").json()
    assert (waiting["links"]["result"], waiting["progress"]["fraction"]) == (None, 0.0)


def test_a_waiting_document_is_cancelled_and_read_again(
    writer: TestClient, database: Database
) -> None:
    document_id = upload(writer)
    cancelled = writer.post(f"/v1/documents/{document_id}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (202, "cancelled")
    assert writer.post(f"/v1/documents/{document_id}/cancel").status_code == 409

    again = writer.post(f"/v1/documents/{document_id}/rerun", json={"keep_corrections": False})
    assert (again.status_code, again.json()["state"]) == (202, "queued")
    assert writer.post(f"/v1/documents/{document_id}/rerun").status_code == 409
    lease = claim(database, "worker", 60, 5)
    assert lease is not None
    assert lease.document_id == document_id


def test_a_deleted_document_is_gone_until_it_comes_back(
    writer: TestClient, database: Database, settings: Settings, app: FastAPI
) -> None:
    document_id = upload(writer)
    assert writer.delete(f"/v1/documents/{document_id}").status_code == 204
    for path in ("", "/file", "/pages", "/events"):
        assert writer.get(f"/v1/documents/{document_id}{path}").status_code in (403, 404)
    assert writer.get("/v1/documents").json()["documents"] == []
    assert claim(database, "worker", 60, 5) is None

    assert writer.post(f"/v1/documents/{document_id}/undelete").status_code == 200
    assert state(writer, document_id) == "cancelled"
    blobs = app.state.service.blobs
    assert purge(database, blobs, replace(settings, retention_days=0)).documents == 0
    writer.delete(f"/v1/documents/{document_id}")
    assert purge(database, blobs, settings).documents == 0
    assert purge(database, blobs, replace(settings, retention_days=0)).documents == 1
    assert list(blobs.keys()) == []
    assert writer.post(f"/v1/documents/{document_id}/undelete").status_code == 404


def test_only_administrators_purge_at_once(
    writer: TestClient, admin: TestClient, app: FastAPI
) -> None:
    document_id, twin = upload(writer), upload(writer)
    assert writer.delete(f"/v1/documents/{document_id}?purge=true").status_code == 403
    assert state(writer, document_id) == "queued"
    assert admin.delete(f"/v1/documents/{document_id}?purge=true").status_code == 204
    assert len(list(app.state.service.blobs.keys())) == 1  # the twin needs the same bytes
    assert admin.delete(f"/v1/documents/{twin}?purge=true").status_code == 204
    assert list(app.state.service.blobs.keys()) == []


def test_a_file_is_only_ever_saved(
    writer: TestClient, annotator: TestClient, client_with: Callable[..., TestClient]
) -> None:
    document_id = upload(writer)
    path = f"/v1/documents/{document_id}/file"
    answer = annotator.get(path)
    assert answer.content == pdf("甲")
    assert answer.headers["content-type"] == "application/octet-stream"
    expected = "attachment; filename*=UTF-8''%E7%BB%A9%E6%95%88.pdf"
    assert answer.headers["content-disposition"] == expected
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert client_with(Scope.READ, Scope.PERSONAL).get(path).status_code == 200
    assert writer.get(path).json()["code"] == "serve.forbidden"


def add_page(app: FastAPI, document_id: str) -> None:
    """One white page of 595 x 842 points."""
    picture = io.BytesIO()
    Image.new("RGB", (595, 842), "white").save(picture, "JPEG")
    service = app.state.service
    image = f"pages/{document_id}/r1/1.jpg"
    service.blobs.put(image, picture.getvalue())
    service.blobs.put(f"{image}-thumb", picture.getvalue())
    row = PageRow(1, 595.0, 842.0, 595, 842, image, f"{image}-thumb", "image/jpeg")
    with service.database.write() as connection:
        replace_pages(connection, document_id, [row])


def test_the_pages_are_pictures(annotator: TestClient, reader: TestClient, app: FastAPI) -> None:
    document_id = add_finished(app.state.service)
    assert reader.get(f"/v1/documents/{document_id}/pages").json() == {"pages": []}
    add_page(app, document_id)
    (page,) = reader.get(f"/v1/documents/{document_id}/pages").json()["pages"]
    assert (page["number"], page["width"], page["pixel_height"]) == (1, 595.0, 842)
    for path in (page["image"], page["thumbnail"]):
        answer = annotator.get(path)
        assert answer.headers["content-type"] == "image/jpeg"
        known = annotator.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")
        assert reader.get(path).status_code == 403
    overlay = annotator.get(f"/v1/documents/{document_id}/pages/1/overlay")
    with Image.open(io.BytesIO(overlay.content)) as drawn:
        assert drawn.width == 595
        assert drawn.height > 842  # the legend stands below
    assert annotator.get(f"/v1/documents/{document_id}/pages/2/image").status_code == 404
    assert annotator.get(f"/v1/documents/{document_id}/pages/0/image").status_code == 422


def test_the_queue_counts(writer: TestClient, database: Database) -> None:
    document_id = upload(writer)
    upload(writer, "乙")
    with database.write() as connection:
        set_state(connection, document_id, DocumentState.DONE, now=1.0)
    queue = writer.get("/v1/queue").json()
    assert (queue["by_state"]["queued"], queue["by_state"]["done"]) == (1, 1)
    assert queue["oldest_age_seconds"] >= 0
    assert queue["workers"] == []


def test_what_is_done_to_a_document_is_written_down(
    writer: TestClient, admin: TestClient, database: Database
) -> None:
    document_id = upload(writer)
    writer.post(f"/v1/documents/{document_id}/cancel")
    writer.delete(f"/v1/documents/{document_id}")
    actions = [entry["action"] for entry in admin.get("/v1/audit").json()["entries"]]
    assert actions == ["document.delete", "document.cancel", "document.upload"]
    with database.read() as connection:
        kinds = [event.kind.value for event in events_after(connection, 0, document_id)]
    assert kinds == ["queued", "cancelled", "deleted"]
