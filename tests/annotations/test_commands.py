"""The command line of the loop, where no server is needed, and what it says where one is."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotations.cli import annotate
from annotations.cli_options import Access, open_label_studio
from annotations.correction_lines import read_lines
from annotations.errors import NoProjectError, NoServerError, RefusedTokenError
from annotations.label_studio.project import local_prefix
from annotations.workspace import ProjectLink, Workspace
from extractor.errors import JixiaoError
from tests.annotations.judged import RUN, judged
from tests.annotations.shown import interface
from tests.annotations.test_adjudicate import ONE, TWO
from tests.annotations.test_agreement import VALUE_CELL, choose
from training.indicator_classifier.labelled import read_corrections

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = Workspace(tmp_path)
    found.runs.put(RUN)
    return found


def run(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(annotate, [*words, "--home", str(workspace.home)])


def test_corrections_are_exported_as_lines(workspace: Workspace, tmp_path: Path) -> None:
    workspace.corrections.add([ONE, TWO])
    out = tmp_path / "out.jsonl"
    assert run(workspace, "export", "--out", str(out)).exit_code == 0
    assert list(read_lines(out)) == [ONE, TWO]
    assert run(workspace, "export").stdout == out.read_text(encoding="utf-8")
    (task,) = json.loads(run(workspace, "export", "--format", "label-studio").stdout)
    assert len(task["annotations"]) == 2


def test_lessons_are_exported_but_none_of_gold(workspace: Workspace, tmp_path: Path) -> None:
    lesson = judged("a", choose("QTY-001"))
    workspace.corrections.add([lesson])
    line = {
        "level3": "整治河道长度",
        "level2": "数量指标",
        "value": "≥12公里",
        "concept": "QTY-001",
    }
    out = tmp_path / "office.jsonl"
    assert run(workspace, "export", "--format", "concepts", "--out", str(out)).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8")) == line
    (read,) = read_corrections(out, interface().taxonomy)
    assert read.concepts == {"QTY-001"}
    run(workspace, "freeze", "gold-1", "--people", "1")
    assert run(workspace, "export", "--format", "concepts").stdout == ""


def test_disagreement_goes_out_is_decided_and_frozen(workspace: Workspace, tmp_path: Path) -> None:
    workspace.corrections.add([ONE, TWO])
    rows = json.loads(run(workspace, "agreement", "--json").stdout)
    (text,) = [row for row in rows if (row["label"], row["aspect"]) == ("value", "text")]
    assert text["percent"] == 0.0
    assert "0.0%" in run(workspace, "agreement").stdout
    out = tmp_path / "questions.jsonl"
    assert run(workspace, "adjudicate", "--out", str(out)).exit_code == 0
    line = json.loads(out.read_text(encoding="utf-8"))
    assert line["cell"] == VALUE_CELL
    out.write_text(json.dumps(line | {"take": "a"}) + "\n", encoding="utf-8")
    assert run(workspace, "adjudicate", "--decisions", str(out)).exit_code == 2
    done = run(workspace, "adjudicate", "--decisions", str(out), "--author", "judge")
    assert "Forms decided 1, open 0" in done.stdout
    assert "documents 1, forms 1" in run(workspace, "freeze", "gold-1").stdout
    assert run(workspace, "freeze", "../gold").exit_code == 2


def test_consent_is_taken_back_and_data_erased(workspace: Workspace) -> None:
    workspace.corrections.add([judged("a"), judged("b")])
    run(workspace, "withdraw", "author", "a")
    assert [s.author for s in workspace.corrections.usable()] == ["b"]
    run(workspace, "withdraw", "author", "a", "--undo")
    assert len(workspace.corrections.usable()) == 2
    run(workspace, "erase", "document", RUN.document, "--yes")
    assert workspace.corrections.submissions() == []
    assert workspace.runs.ids() == ()


def test_the_state_without_a_server(workspace: Workspace) -> None:
    workspace.corrections.add([ONE])
    said = run(workspace, "status").stdout
    assert "annotations 1" in said
    assert "corrected 1" in said


@pytest.mark.parametrize("command", ["push", "pull"])
def test_before_init_the_remedy_is_init(workspace: Workspace, command: str) -> None:
    found = run(workspace, command)
    assert isinstance(found.exception, NoProjectError)
    assert "annotate init" in found.exception.remedy


def test_what_is_wrong_with_the_server_is_told_apart(workspace: Workspace) -> None:
    def opened(url: str | None, token: str | None) -> JixiaoError:
        with pytest.raises(JixiaoError) as caught:
            open_label_studio(workspace, Access(url, token))
        return caught.value

    assert isinstance(opened(None, None), NoServerError)
    assert isinstance(opened(NOWHERE, None), RefusedTokenError)
    assert isinstance(opened(NOWHERE, "f" * 40), NoServerError)
    workspace.put_link(ProjectLink(NOWHERE, 1, interface().version))
    assert isinstance(opened(None, None), RefusedTokenError)
    assert workspace.known_server() is None  # what does not answer is not remembered
    workspace.put_server(NOWHERE, "f" * 40)
    assert isinstance(opened(None, None), NoServerError)
    assert isinstance(opened("http://127.0.0.1:2", None), RefusedTokenError)
    assert (workspace.folder / "server.json").stat().st_mode & 0o077 == 0


def test_pictures_must_be_below_the_document_root(workspace: Workspace, tmp_path: Path) -> None:
    pages = workspace.pages
    assert local_prefix(pages, workspace.folder) == "pages"
    assert local_prefix(pages, workspace.home) == "annotations/pages"
    with pytest.raises(ValueError, match="not in the subpath"):
        local_prefix(pages, tmp_path / "elsewhere")
