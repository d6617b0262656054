"""The record over HTTP: read, corrected, taken back; who may see and change what."""

from dataclasses import replace

import pytest

from serve.access.principal import Scope
from serve.store.audit import list_audit
from serve.store.document_rows import NewDocument
from serve.store.documents import insert_document
from serve.store.events import events_after
from tests.serve.records import add_document, add_machine_revision, fake_matcher, river

LEVEL3 = "/forms/0/indicators/1/level3"
LEADER = "/forms/0/fields/project_leader"


@pytest.fixture(autouse=True)
def _quick_matcher(app):
    app.state.service = replace(app.state.service, matcher=fake_matcher())


@pytest.fixture
def document(database):
    with database.write() as connection:
        return add_document(connection, river())


@pytest.fixture
def result(document):
    return f"/v1/documents/{document}/result"


def edit(client, result, *edits, seen=1):
    return client.patch(result, json={"edits": list(edits)}, headers={"If-Match": f'"{seen}"'})


def replaced(path=LEVEL3, value="改建泵站数量"):
    return {"op": "replace", "path": path, "value": value}


def test_a_record_has_its_revision_as_tag_and_is_not_sent_twice(admin, result):
    first = admin.get(result)
    assert first.json() == river()
    assert (first.headers["etag"], first.headers["x-revision"]) == ('"1"', "1")
    again = admin.get(result, headers={"If-None-Match": '"1"'})
    assert (again.status_code, again.content) == (304, b"")
    assert admin.get(result, headers={"If-None-Match": '"2"'}).status_code == 200
    none = admin.get(f"{result}?revision=2", headers={"If-None-Match": '"2"'})
    assert none.status_code == 404


def test_a_correction_is_a_revision_of_its_own(admin, result):
    answer = edit(admin, result, replaced())
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"2"'
    body = answer.json()
    assert body["revision"] == 2
    assert body["record"]["forms"][0]["indicators"][1]["level3"] == "改建泵站数量"
    assert body["changes"] == [
        {"op": "replace", "path": LEVEL3, "before": "新建泵站数量", "after": "改建泵站数量"}
    ]
    assert admin.get(result).json() == body["record"]
    assert admin.get(f"{result}?revision=1").json() == river()


def test_whoever_saw_an_older_revision_is_told_who_was_first(admin, annotator, result):
    assert edit(admin, result, replaced()).status_code == 200
    late = edit(annotator, result, replaced(value="另一个"))
    assert late.status_code == 412
    assert late.json()["code"] == "serve.revision_conflict"
    assert "admin" in late.json()["detail"]
    assert admin.get(result).headers["etag"] == '"2"'


def test_a_correction_names_the_revision_that_it_is_of(admin, result):
    body = {"edits": [replaced()]}
    assert admin.patch(result, json=body).status_code == 428
    for tag in ("*", 'W/"1"', '"1", "2"', "1", '"0"', '"99999999999"'):
        assert admin.patch(result, json=body, headers={"If-Match": tag}).status_code == 400, tag


def test_an_edit_that_does_not_fit_changes_nothing(admin, result):
    answer = edit(admin, result, replaced(), replaced("/forms/0/indicators/99/level3"))
    assert answer.status_code == 422
    assert answer.json()["code"] == "serve.edit"
    assert "2" in answer.json()["detail"]
    assert admin.get(result).headers["etag"] == '"1"'


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"edits": []},
        {"edits": [{"op": "erase", "path": LEVEL3}]},
        {"edits": [{"op": "restore", "path": ""}]},
        {"edits": [{**replaced(), "who": "me"}]},
        {"edits": [replaced()] * 1001},
        [],
    ],
)
def test_a_body_of_another_shape_is_refused(admin, result, body):
    answer = admin.patch(result, json=body, headers={"If-Match": '"1"'})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_only_annotators_correct(reader, writer, anonymous, result):
    assert edit(reader, result, replaced()).status_code == 403
    assert edit(writer, result, replaced()).status_code == 403
    assert edit(anonymous, result, replaced()).status_code == 401
    assert anonymous.get(result).status_code == 401


def test_a_document_without_a_result_is_not_ready(admin, database):
    new = NewDocument(
        sha256="0" * 64, name="a", media_type="b", size=1, uploaded_by="c", created_at=1.0
    )
    with database.write() as connection:
        waiting = insert_document(connection, new).id
    for path in ("result", "doubts"):
        answer = admin.get(f"/v1/documents/{waiting}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "serve.not_ready")
        assert int(answer.headers["retry-after"]) > 0
    assert edit(admin, f"/v1/documents/{waiting}/result", replaced()).status_code == 409
    assert admin.get("/v1/documents/doc_0/result").status_code == 404


def test_corrections_are_events_and_audited_without_texts(admin, result, document, database):
    edit(admin, result, replaced())
    with database.read() as connection:
        event = events_after(connection, 0, document)[-1]
        entry = list_audit(connection, None, 1)[0]
    assert (event.kind, event.data["revision"]) == ("corrected", 2)
    assert (entry.action, entry.target) == ("record.correction", document)
    assert "泵站" not in str(event.data) + str(entry.data)


def test_undo_and_redo_are_restored_revisions(admin, result, document):
    edit(admin, result, replaced())
    restore = f"/v1/documents/{document}/revisions/1/restore"
    assert admin.post(restore).status_code == 428
    assert admin.post(restore, headers={"If-Match": '"1"'}).status_code == 412
    undone = admin.post(restore, headers={"If-Match": '"2"'})
    assert undone.json()["revision"] == 3
    assert undone.json()["record"] == river()
    redone = admin.post(restore.replace("/1/", "/2/"), headers={"If-Match": '"3"'})
    assert redone.json()["record"]["forms"][0]["indicators"][1]["level3"] == "改建泵站数量"
    history = admin.get(f"/v1/documents/{document}/revisions").json()["revisions"]
    assert [entry["kind"] for entry in history] == [
        "restored", "restored", "correction", "machine",
    ]  # fmt: skip
    assert [entry["base"] for entry in history] == [3, 2, 1, None]


def test_a_revision_tells_its_changes(admin, reader, result, document):
    edit(admin, result, replaced())
    answer = reader.get(f"/v1/documents/{document}/revisions/2").json()
    assert answer["author"]["name"] == "admin"
    assert answer["changes"] == [
        {"op": "replace", "path": LEVEL3, "before": "新建泵站数量", "after": "改建泵站数量"}
    ]
    assert reader.get(f"/v1/documents/{document}/revisions/9").status_code == 404


def test_names_are_masked_for_who_may_not_see_them(reader, annotator, client_with, result):
    for client in (reader, annotator):
        text = client.get(result).text
        assert "欧阳水清" not in text
        assert "0955-1234567" not in text
    assert client_with(Scope.READ, Scope.PERSONAL).get(result).json() == river()


def test_a_name_in_the_name_of_the_file_is_masked_once_the_file_is_read(
    reader, client_with, database
):
    with database.write() as connection:
        document = add_document(connection, river(), "欧阳水清的清水河.txt")
    personal = client_with(Scope.READ, Scope.PERSONAL)
    assert personal.get(f"/v1/documents/{document}").json()["name"] == "欧阳水清的清水河.txt"
    for path in (f"documents/{document}", "documents", "documents?q=水河", "search?q=泵站"):
        text = reader.get(f"/v1/{path}").text
        assert "某某的清水河.txt" in text
        assert "欧阳水清" not in text
    for client in (reader, personal):  # whoever guesses a name is not told that it is there
        assert client.get("/v1/documents?q=欧阳水清").json()["documents"] == []


def test_a_masked_caller_writes_no_mask_into_the_record(admin, annotator, result):
    answer = edit(annotator, result, replaced())
    assert "欧阳水清" not in answer.text
    assert admin.get(result).json()["forms"][0]["fields"]["project_leader"] == "欧阳水清"


@pytest.mark.parametrize(
    "hidden",
    [
        replaced(LEADER, "某某"),
        replaced("/forms/0/goals/0/text", "目标"),
        replaced("/forms/0/other_fields/0/value", "1"),
        replaced("/forms/0/other_fields/0/label", "备注"),
        {"op": "confirm", "path": LEADER},
        {"op": "remove", "path": "/forms/0/other_fields/0"},
        {"op": "split", "path": "/forms/0/goals/0", "value": [{"text": "一"}, {"text": "二"}]},
    ],
)
def test_what_is_masked_cannot_be_changed_unseen(admin, annotator, result, hidden):
    answer = edit(annotator, result, replaced(), hidden)
    assert answer.status_code == 403
    assert "欧阳水清" not in answer.text
    assert edit(admin, result, hidden).status_code == 200


def test_the_history_of_a_name_is_masked(admin, annotator, result, document):
    edit(admin, result, replaced(LEADER, "司马长风"))
    for number in (2, 1):
        text = annotator.get(f"/v1/documents/{document}/revisions/{number}").text
        assert "欧阳水清" not in text
        assert "司马长风" not in text
    plain = admin.get(f"/v1/documents/{document}/revisions/2").json()["changes"][0]
    assert (plain["before"], plain["after"]) == ("欧阳水清", "司马长风")


def test_doubts_are_of_the_newest_revision(admin, result, document, database):
    record = river()
    record["forms"][0]["places"]["indicators"][0]["value"]["confidence"] = 0.3
    with database.write() as connection:
        add_machine_revision(connection, document, record)
    answer = admin.get(f"/v1/documents/{document}/doubts").json()
    assert answer["revision"] == 2
    assert answer["doubts"][0]["path"] == "/forms/0/indicators/0/value"
    assert admin.get(f"/v1/documents/{document}").json()["doubt"] == answer["doubts"][0]["weight"]
    confirmed = {"op": "confirm", "path": "/forms/0/indicators/0/value"}
    assert edit(admin, result, confirmed, seen=2).status_code == 200
    paths = [d["path"] for d in admin.get(f"/v1/documents/{document}/doubts").json()["doubts"]]
    assert "/forms/0/indicators/0/value" not in paths


def test_a_deleted_document_shows_nothing(admin, result, document):
    assert admin.delete(f"/v1/documents/{document}").status_code == 204
    assert admin.get(result).status_code == 404
    assert edit(admin, result, replaced()).status_code == 404
