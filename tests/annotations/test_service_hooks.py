"""The service made known to Label Studio: once, however often, and without what it hid."""

from pathlib import Path

import pytest

from annotations.errors import ServerAnswerError
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.project import init_project
from annotations.label_studio.service_hooks import pictures_base, tie_service, untie_service
from annotations.label_studio.tokens import Token
from annotations.workspace import ProjectLink, Workspace
from tests.annotations.fake_label_studio import TOKEN, FakeLabelStudio
from tests.annotations.shown import interface

SERVICE = "https://forms.test/base/"
HOOK = "https://forms.test/base/v1/labelling/webhook/"
BACKEND = "https://forms.test/base/v1/labelling/ml/"


class Tied:
    """A project on a server, and the ties of the service to it."""

    def __init__(self, folder: Path) -> None:
        self.server = FakeLabelStudio()
        self.studio = LabelStudio("http://studio.test", Token(TOKEN), self.server.transport)
        link = ProjectLink("", 0, "", "pages")
        self.project = init_project(self.studio, Workspace(folder), interface(), None, link).project

    def tie(self, token: str) -> None:
        tie_service(self.studio, self.project, SERVICE, token)

    def urls(self) -> tuple[list[str], list[str]]:
        hooks = [entry["url"] for entry in self.server.webhooks.values()]
        return hooks, [entry["url"] for entry in self.server.backends.values()]

    @property
    def shown(self) -> str:
        return str(self.server.projects[self.project]["model_version"])


@pytest.fixture
def tied(tmp_path: Path) -> Tied:
    return Tied(tmp_path)


def test_one_webhook_and_one_backend_are_left_however_often(tied: Tied) -> None:
    for token in ("one", "two", "three"):
        tied.tie(token)
        assert tied.urls() == ([f"{HOOK}{token}"], [f"{BACKEND}{token}"])
    (hook,) = tied.server.webhooks.values()
    assert hook["send_payload"] is True
    assert hook["send_for_all_actions"] is False
    assert set(hook["actions"]) == {
        "ANNOTATION_CREATED",
        "ANNOTATION_UPDATED",
        "ANNOTATIONS_DELETED",
    }
    (backend,) = tied.server.backends.values()
    assert backend["is_interactive"] is True


@pytest.mark.parametrize("shown", ["", "0.1.0-abcdef"])
def test_what_annotators_see_stays_what_was_pushed(tied: Tied, shown: str) -> None:
    tied.server.projects[tied.project]["model_version"] = shown
    tied.tie("one")
    assert tied.shown == shown


def test_hooks_of_others_and_of_other_projects_stay(tied: Tied) -> None:
    tied.studio.create_webhook(tied.project, "https://else.test/hook", ())
    other = tied.server.webhooks.setdefault(
        99, {"id": 99, "project": 77, "url": f"{HOOK}of-another-project"}
    )
    tied.tie("one")
    assert tied.urls()[0] == ["https://else.test/hook", other["url"], f"{HOOK}one"]
    assert untie_service(tied.studio, tied.project) == 2
    assert tied.urls() == (["https://else.test/hook", other["url"]], [])


def test_a_service_that_does_not_answer_is_told_and_mended_by_the_next_time(tied: Tied) -> None:
    tied.server.reaches = lambda url: False
    with pytest.raises(ServerAnswerError, match="Can't connect"):
        tied.tie("one")
    tied.server.reaches = lambda url: True
    tied.tie("two")
    assert tied.urls() == ([f"{HOOK}two"], [f"{BACKEND}two"])


def test_pictures_of_the_service_lie_beside_its_other_routes() -> None:
    assert pictures_base(SERVICE) == "https://forms.test/base/v1/labelling/pages"
