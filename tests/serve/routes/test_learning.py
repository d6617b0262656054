"""Learning over HTTP: figures, models in use, tasks."""

import json
import sys
import time
from collections.abc import Callable

import pytest

from annotations.corrections import Aspect
from annotations.workspace import Workspace
from models.kinds import FILES, ModelKind
from models.registry import Alias, FileRegistry
from serve.learning import actions
from serve.learning.tasks import Runner, Tasks
from tests.serve.learning.corrected import form, page_of_values, value
from tests.serve.listening import PATIENCE

KIND = ModelKind.FORM_TAGGER
TRAIN = {"action": "train", "model": "form_tagger"}
GAIN = {"forms": 60, "champion": 0.91, "challenger": 0.94, "low": 0.01, "high": 0.05}


@pytest.fixture
def corrected(settings) -> Workspace:
    """A workspace with ten judged forms."""
    workspace = Workspace(settings.home)
    workspace.corrections.add(form(number, page_of_values(number, 20, 10)) for number in range(10))
    return workspace


@pytest.fixture
def registry(settings, tmp_path) -> FileRegistry:
    """A registry with what was shipped as champion, and a challenger that was compared."""
    registry = FileRegistry(settings.home / "models")
    network = tmp_path / FILES[KIND][0]
    for content, facts in ((b"1", {"source": "shipped"}), (b"2", {"forms": 40, "parent": "v0001"})):
        network.write_bytes(content)
        registry.register(KIND, {network.name: network}, facts)
    registry.point(KIND, Alias.CHAMPION, "v0001", "shipped")
    registry.point(KIND, Alias.CHALLENGER, "v0002", "corrections 1f2e")
    verdict = {"at": "2031-03-04T05:06:07+00:00", "champion": "v0001", "challenger": "v0002"}
    told = verdict | {"overall": GAIN, "slices": {"gold": GAIN}, "refused": []}
    path = settings.home / "models" / KIND / "verdicts.jsonl"
    path.write_text(json.dumps(told) + "\n", encoding="utf-8")
    return registry


@pytest.fixture
def runs(app, settings) -> Callable[[str], None]:
    """`runs(code)`: every task runs this program."""

    def set_program(code: str) -> None:
        learning = app.state.service.learning
        runner = Runner({}, 60.0, lambda job: (sys.executable, "-c", code))
        learning.tasks = Tasks(settings.home / "learning", runner)

    return set_program


def once_ended(client, identity: str) -> dict:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        told = client.get(f"/v1/learning/tasks/{identity}").json()
        if told["task"]["state"] != "running":
            return told
        time.sleep(0.05)
    pytest.fail("the task did not end")


def test_nothing_corrected_yet_is_told_as_nothing(reader) -> None:
    told = reader.get("/v1/learning").json()
    assert (told["forms"], told["days"], told["overall"]["judged"]) == (0, [], None)
    assert told["waiting"] == {"unjudged": 0, "disputed": 0, "unreviewed": 0}


def test_figures_tell_accuracy_with_its_interval(reader, corrected) -> None:
    told = reader.get("/v1/learning", params={"days": 366}).json()
    judged = told["overall"]["judged"]
    assert (told["forms"], judged["values"], judged["right"]) == (10, 200, 0.9)
    assert judged["low"] < 0.9 < judged["high"]
    assert {kind["name"] for kind in told["kinds"]} >= {"level1", "level2", "level3", "value"}


def test_figures_follow_what_is_corrected(reader, corrected) -> None:
    assert reader.get("/v1/learning").json()["forms"] == 10
    corrected.corrections.add([form(11, [value(1, Aspect.TEXT)])])
    deadline = time.monotonic() + PATIENCE
    while reader.get("/v1/learning").json()["forms"] != 11:
        assert time.monotonic() < deadline


def test_a_broken_store_is_a_problem_and_no_crash(reader, corrected) -> None:
    segment = next((corrected.corrections.folder / "segments").iterdir())
    segment.write_text("{}\n", encoding="utf-8")
    answer = reader.get("/v1/learning")
    assert (answer.status_code, answer.json()["code"]) == (503, "serve.store")


def test_what_ships_reads_until_it_is_replaced(reader) -> None:
    told = reader.get("/v1/learning/models").json()
    assert [part["model"] for part in told["models"]] == [kind.value for kind in ModelKind]
    assert all(part["shipped"] and part["champion"] is None for part in told["models"])


def test_models_tell_champion_challenger_verdict_and_history(reader, registry, corrected) -> None:
    part = reader.get("/v1/learning/models").json()["models"][0]
    assert (part["champion"]["name"], part["shipped"]) == ("v0001", True)
    assert part["challenger"]["facts"] == {"forms": 40, "parent": "v0001"}
    assert part["challenger"]["verdict"]["overall"] == GAIN
    assert part["challenger"]["stamp"].startswith("v0002-")
    assert [change["version"] for change in part["history"]] == ["v0002", "v0001"]
    assert part["fresh_forms"] == 10


def test_a_registry_that_is_broken_is_told_of_its_part_only(reader, registry) -> None:
    (registry.folder / KIND / "aliases.json").write_text("{", encoding="utf-8")
    parts = reader.get("/v1/learning/models").json()["models"]
    assert [part["broken"] is not None for part in parts] == [True, False, False, False]


def test_offers_say_what_hinders_before_anybody_clicks(reader, registry, monkeypatch) -> None:
    monkeypatch.setattr(actions, "find_spec", lambda name: None)
    offers = reader.get("/v1/learning/models").json()["offers"]
    found = {(offer["action"], offer["model"]): offer["hindrance"] for offer in offers}
    assert "make train-tools" in found["train", "form_tagger"]
    assert "There are no corrections yet" in found["train", "recognition_lexicon"]
    assert found["compare", "form_tagger"] is None
    assert "no challenger" in found["promote", "table_structure"]
    assert "no former version" in found["rollback", "form_tagger"]


def test_a_task_is_started_watched_and_written_into_the_audit_log(admin, corrected, runs) -> None:
    runs("print('training 45/90'); print('{\"challenger\": \"v0002\"}')")
    answer = admin.post("/v1/learning/tasks", json=TRAIN)
    assert (answer.status_code, answer.json()["state"]) == (202, "running")
    told = once_ended(admin, answer.json()["id"])
    assert (told["task"]["state"], told["task"]["result"]) == ("done", {"challenger": "v0002"})
    assert "45/90" in told["log"]
    entry = admin.get("/v1/audit").json()["entries"][0]
    assert (entry["action"], entry["target"]) == ("learning.start", answer.json()["id"])
    assert entry["data"] == {"action": "train", "model": "form_tagger"}


def test_a_refusal_by_the_gate_is_a_result_and_no_error(admin, registry, runs) -> None:
    runs('print(\'{"passed": false, "refused": ["gold"]}\'); raise SystemExit(1)')
    started = admin.post("/v1/learning/tasks", json=TRAIN | {"action": "compare"}).json()
    told = once_ended(admin, started["id"])["task"]
    assert (told["state"], told["exit_code"]) == ("refused", 1)
    assert told["result"]["refused"] == ["gold"]


def test_a_second_task_is_a_conflict_until_the_first_is_cancelled(admin, corrected, runs) -> None:
    runs("import time; time.sleep(600)")
    started = admin.post("/v1/learning/tasks", json=TRAIN).json()
    again = admin.post("/v1/learning/tasks", json={"action": "gather"})
    assert (again.status_code, again.json()["code"]) == (409, "serve.state")
    assert admin.post(f"/v1/learning/tasks/{started['id']}/cancel").status_code == 202
    assert once_ended(admin, started["id"])["task"]["state"] == "cancelled"
    assert admin.post(f"/v1/learning/tasks/{started['id']}/cancel").status_code == 409


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"action": "promote", "model": "form_tagger"}, 409),  # there is no challenger
        ({"action": "train"}, 422),
        ({"action": "gather", "model": "form_tagger"}, 422),
        ({"action": "train", "model": "ocr"}, 422),
        ({"action": "erase", "model": "form_tagger"}, 422),
    ],
)
def test_what_cannot_be_done_is_refused(admin, asked, status) -> None:
    answer = admin.post("/v1/learning/tasks", json=asked)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert admin.get("/v1/learning/tasks").json() == {"tasks": []}


def test_a_missing_extra_is_told_with_how_to_install_it(admin, corrected, monkeypatch) -> None:
    monkeypatch.setattr(actions, "find_spec", lambda name: None)
    answer = admin.post("/v1/learning/tasks", json=TRAIN)
    assert answer.status_code == 409
    assert "make train-tools" in answer.json()["detail"]


def test_only_administrators_have_something_done_or_see_what_it_printed(
    admin, annotator, reader, corrected, runs
) -> None:
    runs("print('of a document')")
    assert annotator.post("/v1/learning/tasks", json=TRAIN).status_code == 403
    started = admin.post("/v1/learning/tasks", json=TRAIN).json()
    once_ended(admin, started["id"])
    assert reader.get(f"/v1/learning/tasks/{started['id']}").json()["log"] is None
    assert reader.post(f"/v1/learning/tasks/{started['id']}/cancel").status_code == 403


def test_nothing_is_told_to_who_has_no_key(anonymous) -> None:
    for path in ("", "/models", "/tasks"):
        assert anonymous.get(f"/v1/learning{path}").status_code == 401


def test_commands_are_those_that_a_person_would_type() -> None:
    typed = actions.command_of(actions.Job(actions.Action.TRAIN, ModelKind.TABLE_STRUCTURE))
    assert typed[-4:] == ("train", "table-structure", "--with-corrections", "--json")
    typed = actions.command_of(actions.Job(actions.Action.PROMOTE, KIND))
    assert typed[-4:] == ("models", "promote", "form-tagger", "--json")
