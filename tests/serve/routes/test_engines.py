"""What reads documents, and reading again what something else read."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from models.kinds import ModelKind
from serve.settings import Settings
from serve.store.database import Database
from tests.champions import promote_broken, promote_new
from tests.serve.finished import add_finished

PATH = "/v1/documents/rerun-outdated"


@pytest.fixture
def finished(app: FastAPI) -> str:
    """A document read by the engine of the sample, which is not the one in use."""
    return add_finished(app.state.service)


def test_engines_are_told_with_what_is_in_use(
    finished: str, reader: TestClient, settings: Settings
) -> None:
    told = reader.get("/v1/engines").json()
    (engine,) = told["engines"]
    assert engine["documents"] == 1
    assert engine["name"] != told["in_use"]["name"]
    assert told["in_use"]["versions"]["form_tagger"] == "rules-1 tags-1"
    stamp = promote_new(settings.models_folder(), ModelKind.FORM_TAGGER)
    told = reader.get("/v1/engines").json()
    assert told["in_use"]["versions"]["form_tagger"] == f"rules-1 {stamp}"
    listed = reader.get("/v1/documents", params={"engine": engine["name"]}).json()["documents"]
    assert [one["id"] for one in listed] == [finished]
    assert reader.get("/v1/documents", params={"engine": "none"}).json()["documents"] == []


def test_outdated_documents_are_counted_then_queued(finished: str, admin: TestClient) -> None:
    told = admin.post(PATH, json={"dry_run": True}).json()
    assert (told["outdated"], told["queued"]) == (1, 0)
    assert admin.post(PATH, json={"collection": "none"}).json()["outdated"] == 0
    answer = admin.post(PATH, json={"keep_corrections": True, "limit": 5})
    assert (answer.status_code, answer.json()["queued"]) == (202, 1)
    assert admin.get(f"/v1/documents/{finished}").json()["state"] == "queued"
    assert admin.post(PATH).json()["outdated"] == 0
    entries = admin.get("/v1/audit").json()["entries"]
    assert entries[0]["action"] == "documents.rerun_outdated"


@pytest.mark.parametrize(
    "asked", [{"model": "ocr_of_mine"}, {"limit": 0}, {"dry_run": 1}, {"states": []}]
)
def test_other_questions_are_refused(admin: TestClient, asked: dict[str, object]) -> None:
    assert admin.post(PATH, json=asked).status_code == 422


def test_nothing_is_queued_where_nobody_can_say_what_is_in_use(
    finished: str, admin: TestClient, settings: Settings
) -> None:
    version = promote_broken(settings.models_folder(), ModelKind.FORM_TAGGER)
    next(iter(version.folder.glob("*.onnx"))).unlink()
    answer = admin.post(PATH)
    assert (answer.status_code, answer.json()["code"]) == (503, "models.champion")
    assert admin.get(f"/v1/documents/{finished}").json()["state"] == "done"


def test_the_page_classifies_with_the_champion(
    app: FastAPI, settings: Settings, database: Database
) -> None:
    matcher = app.state.service.matcher
    assert matcher.version == "indicators-1"
    stamp = promote_new(settings.models_folder(), ModelKind.INDICATOR_CLASSIFIER)
    assert matcher.version == stamp
