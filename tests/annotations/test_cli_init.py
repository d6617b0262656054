"""`jixiao annotate init`: the project, its pictures, and the service made known to it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotations import cli_init
from annotations.cli import annotate
from annotations.cli_options import Access
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.tokens import Token
from annotations.service_link import ServiceLink
from annotations.workspace import Workspace
from tests.annotations.fake_label_studio import TOKEN, FakeLabelStudio

SERVICE = "http://127.0.0.1:8000"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> FakeLabelStudio:
    fake = FakeLabelStudio()

    def opened(workspace: Workspace, access: Access) -> LabelStudio:
        return LabelStudio("http://studio.test", Token(TOKEN), fake.transport)

    monkeypatch.setattr(cli_init, "open_label_studio", opened)
    return fake


def init(home: Path, *words: str) -> Result:
    return CliRunner().invoke(annotate, ["init", *words, "--home", str(home)])


def test_the_service_is_made_known_under_a_new_secret_each_time(
    server: FakeLabelStudio, tmp_path: Path
) -> None:
    seen = set()
    for _ in range(2):
        done = init(tmp_path, "--service-url", SERVICE)
        assert done.exit_code == 0
        (hook,), (backend,) = server.webhooks.values(), server.backends.values()
        token = hook["url"].rpartition("/")[2]
        assert backend["url"] == f"{SERVICE}/v1/labelling/ml/{token}"
        assert ServiceLink(Workspace(tmp_path)).is_token(token)
        assert token not in done.output
        seen.add(token)
    assert len(seen) == 2


def test_without_a_service_nothing_is_tied_and_what_was_stays(
    server: FakeLabelStudio, tmp_path: Path
) -> None:
    assert init(tmp_path).exit_code == 0
    assert not server.webhooks
    init(tmp_path, "--service-url", SERVICE)
    before = dict(server.webhooks)
    assert init(tmp_path).exit_code == 0
    assert server.webhooks == before


def test_pictures_come_from_the_service_where_that_is_asked_for(
    server: FakeLabelStudio, tmp_path: Path
) -> None:
    done = init(tmp_path, "--service-url", SERVICE, "--signed-base", "service")
    assert done.exit_code == 0
    link = Workspace(tmp_path).link()
    assert link.signed_base == f"{SERVICE}/v1/labelling/pages"
    assert link.local_prefix is None
    assert server.storages == []


def test_pictures_of_no_service_are_wrong_use(server: FakeLabelStudio, tmp_path: Path) -> None:
    assert init(tmp_path, "--signed-base", "service").exit_code == 2


def test_a_base_of_somebody_else_and_a_document_root_go_as_before(
    server: FakeLabelStudio, tmp_path: Path
) -> None:
    init(tmp_path, "--signed-base", "https://pictures.test/p")
    assert Workspace(tmp_path).link().signed_base == "https://pictures.test/p"
    assert init(tmp_path, "--document-root", str(tmp_path)).exit_code == 0
    assert Workspace(tmp_path).link().local_prefix == "annotations/pages"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert init(tmp_path, "--document-root", str(elsewhere)).exit_code == 2
