import json

import pytest

from extractor.errors import MissingPackageError
from models.kinds import FILES, ModelKind
from models.registry import FileRegistry
from models.table_structure.config import WEIGHTS
from tests.training.table_structure.boxed_page import added, boxes, submit, untouched
from training.corrections.forms import CorrectionError
from training.gate.held import held_documents
from training.gate.trainable import OBJECTIONS, Field, Lesson
from training.synthesis.render import RenderError
from training.table_structure import teaching
from training.table_structure.gate_pages import PageCase
from training.table_structure.teaching import NETWORK, TableStructure


@pytest.fixture
def champion(tmp_path):
    registry = FileRegistry(tmp_path / "models")
    return registry.register(ModelKind.TABLE_STRUCTURE, {NETWORK: WEIGHTS.path}, {})


@pytest.fixture
def workspace(tmp_path):
    for name in "abcde":
        told = [untouched(f"c{n}", box) for n, box in enumerate(boxes()[1:])]
        found = submit(tmp_path / "home", [*told, added("n", boxes()[0])], name)
    return found


def test_the_files_are_those_of_its_kind() -> None:
    assert tuple(TableStructure().shipped()) == FILES[ModelKind.TABLE_STRUCTURE]


def test_without_boxes_there_is_nothing_to_learn(tmp_path, champion) -> None:
    workspace = submit(tmp_path / "home", [])
    with pytest.raises(CorrectionError):
        TableStructure().learn(champion, Lesson(workspace, tmp_path))


def test_it_learns_from_pages_that_are_not_held_back(
    tmp_path, champion, workspace, monkeypatch
) -> None:
    monkeypatch.setattr(teaching, "_rehearsal", lambda lesson, run: None)
    heard = []
    lesson = Lesson(workspace, tmp_path / "lesson", threads=1, steps=2, tell=heard.append)
    taught = TableStructure().learn(champion, lesson)
    assert taught.facts["learned"] == 4
    assert taught.facts["held_back"] == 1
    assert taught.facts[OBJECTIONS] == []
    assert heard[-1].done == 2
    json.dumps(taught.facts)
    assert taught.files[NETWORK].read_bytes() != WEIGHTS.path.read_bytes()


def test_both_are_compared_on_the_pages_held_back(tmp_path, champion, workspace) -> None:
    heard = []
    field = Field(workspace, synthetic=0, figures=tmp_path / "figures", tell=heard.append)
    (pair,) = TableStructure().pairs(champion, champion, field)
    assert [step.done for step in heard] == [1]
    assert len(held_documents(workspace)) == 1
    assert pair.slices == ("corrections", "corrections boxes touched")
    assert pair.champion == pair.challenger
    assert pair.champion.wanted == len(boxes())
    assert len(list((tmp_path / "figures").iterdir())) == 1


def test_counts_of_changed_gold_or_code_do_not_hold(tmp_path, champion, monkeypatch) -> None:
    path = tmp_path / "a.truth"
    names, field = set(), Field(figures=tmp_path)
    monkeypatch.setattr(teaching, "CellFinder", lambda file: None)
    monkeypatch.setattr(teaching, "counted", lambda finder, cases, kept, tell: names.add(kept.name))
    for text, code in (("a", "1"), ("b", "1"), ("b", "2")):
        path.write_text(text)
        monkeypatch.setattr(teaching, "reader_digest", lambda code=code: code)
        teaching._counts(champion, [PageCase("gold a", ("gold",), path)], field)
    assert len(names) == 3


def test_without_a_browser_something_is_missing_not_corrections(champion, monkeypatch) -> None:
    def without(count: int):
        raise RenderError("chromium is not installed")

    monkeypatch.setattr(teaching, "synthetic_cases", without)
    with pytest.raises(MissingPackageError, match="apt install chromium"):
        TableStructure().pairs(champion, champion, Field(synthetic=1))


def test_nothing_to_compare_on_is_said(tmp_path, champion) -> None:
    with pytest.raises(CorrectionError):
        TableStructure().pairs(champion, champion, Field(synthetic=0))
