"""Whether models may learn from a document: said by its owner, followed by the store."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.edge.service import Service
from serve.learning.gathering import Sources, gather_revisions
from serve.routes import documents
from tests.serve.finished import add_finished


def sources(app: FastAPI) -> Sources:
    service: Service = app.state.service
    return Sources.of(service.settings, service.database, service.blobs)


def gathered(app: FastAPI, client: TestClient) -> str:
    """A document with a correction that was gathered."""
    document_id = add_finished(app.state.service)
    edit = {"op": "replace", "path": "/forms/0/title", "value": "绩效目标表"}
    answer = client.patch(
        f"/v1/documents/{document_id}/result", json={"edits": [edit]}, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 200, answer.text
    assert gather_revisions(sources(app)) == 1
    return document_id


def usable(app: FastAPI) -> int:
    return len(sources(app).workspace.corrections.usable())


def test_consent_is_taken_back_and_given(app: FastAPI, admin: TestClient) -> None:
    address = f"/v1/documents/{gathered(app, admin)}"
    assert admin.get(address).json()["learning"] is True
    for allowed in (False, True):
        answer = admin.put(f"{address}/learning", json={"allowed": allowed})
        assert (answer.status_code, answer.json()["learning"]) == (200, allowed)
        gather_revisions(sources(app))
        assert usable(app) == allowed
    assert admin.put(f"{address}/learning", json={}).status_code == 422
    assert admin.put("/v1/documents/doc_0/learning", json={"allowed": True}).status_code == 404
    actions = [entry["action"] for entry in admin.get("/v1/audit").json()["entries"]]
    assert actions.count("document.learning") == 2


def test_consent_counts_at_once_where_the_corrections_lie(app: FastAPI, admin: TestClient) -> None:
    document_id = gathered(app, admin)
    admin.put(f"/v1/documents/{document_id}/learning", json={"allowed": False})
    assert usable(app) == 0


def test_a_purge_takes_the_corrections_at_once(app: FastAPI, admin: TestClient) -> None:
    document_id = gathered(app, admin)
    assert admin.delete(f"/v1/documents/{document_id}?purge=true").status_code == 204
    workspace = sources(app).workspace
    assert workspace.corrections.heads() == []
    assert [p.name for p in workspace.folder.rglob("*.json.z")] == []
    assert [p for p in workspace.originals.folder.rglob("*") if p.is_file()] == []


def test_who_is_answered_that_nothing_is_learned_need_not_ask_again(
    app: FastAPI, admin: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/v1/documents/{gathered(app, admin)}"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(documents, "follow_consent", full)
    assert admin.put(f"{address}/learning", json={"allowed": False}).status_code == 503
    assert admin.get(address).json()["learning"] is True


def test_who_allows_it_does_not_speak_for_the_owner_of_the_same_bytes(
    app: FastAPI, admin: TestClient
) -> None:
    mine, other = gathered(app, admin), add_finished(app.state.service)
    for document_id in (mine, other):
        admin.put(f"/v1/documents/{document_id}/learning", json={"allowed": False})
    admin.put(f"/v1/documents/{mine}/learning", json={"allowed": True})
    gather_revisions(sources(app))
    assert usable(app) == 0
    admin.put(f"/v1/documents/{other}/learning", json={"allowed": True})
    assert usable(app) == 1
