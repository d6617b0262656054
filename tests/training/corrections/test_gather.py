"""Judgements of a workspace beside their documents → cells, truth and chosen concepts."""

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotations.corrections import (
    Aspect,
    Correction,
    Reading,
    Source,
    Submission,
    Verdict,
)
from annotations.errors import UnknownOriginalError
from annotations.folders import write_whole
from annotations.workspace import Workspace
from extractor.engines import default_engines
from extractor.export.contract import extraction_to_dict
from extractor.pipeline import Options, extract_document
from models.form_tagger.roles import ROLES
from training import gather_corrections
from training.corrections import sheets
from training.corrections.audit import audit
from training.corrections.derive import derive_targets
from training.corrections.forms import read_corrected
from training.corrections.gather import chosen_concepts, workspace_forms

TEXT = """项目支出绩效目标表
项目名称\t修路工程
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t修路条数\t≥3条
\t\t修桥座数\t≥2座
\t质量指标\t验收合格率\t≥95%
"""
OTHER = TEXT.replace("修路", "种树").replace("修桥座数", "浇水次数")
ENGINES = replace(default_engines(), matcher=None)
CHOSEN = Correction(
    "r.c3",
    ("/forms/0/indicators/1/level3",),
    Verdict.CORRECTED,
    Reading("level3", "修桥座数"),
    Reading("level3", "修桥座数", concept="QTY-020"),
    (Aspect.CONCEPT,),
    row=(("level2", "数量指标"), ("value", "≥2座")),
)


def judged(workspace: Workspace, text: str, form: int = 0, kept: int = 0) -> Submission:
    """A form of a text that the review page left as it was read; `form` is its number there, and
    `kept` the form of the text that it is."""
    data = text.encode()
    record: dict[str, Any] = extraction_to_dict(
        extract_document(data, "form.txt", ENGINES, Options())
    )
    document = workspace.originals.keep(data)
    submission = Submission(
        document=document,
        form=form,
        run="r1",
        engine=(("version", "1"),),
        source=Source.REVIEW,
        author="user_1",
        made_at="2031-01-01T00:00:00.000000Z",
        reference=f"doc_{document[:8]}/f{form}",
        corrections=(CHOSEN,),
    )
    workspace.truths.put(submission.id, copy.deepcopy(record["forms"][kept]))
    workspace.corrections.add([submission])
    return submission


def kept_sheets(workspace: Workspace) -> sheets.KeptSheets:
    return sheets.KeptSheets(workspace.sheets, workspace.originals, ENGINES)


def test_forms_come_with_the_cells_of_their_documents(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    mine = judged(workspace, TEXT)
    (form,) = workspace_forms(workspace, ENGINES)
    assert (form.identity, form.family) == (f"{mine.document}-0", "project_target")
    cells = form.cells()
    assert cells is not None
    targets = derive_targets(cells, form.form)
    texts = [cell.text for cell in cells.seen]
    for text, role in (
        ("修路条数", "level3"),
        ("≥2座", "value"),
        ("质量指标", "level2"),
        ("修路工程", "field_value"),
        ("项目支出绩效目标表", "title"),
    ):
        assert ROLES[targets[texts.index(text), 0]].value == role
    assert audit([form]).odd == ()


def test_a_document_is_read_once_by_each_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path)
    mine = judged(workspace, TEXT)
    (first,) = workspace_forms(workspace, ENGINES)
    (kept,) = workspace.sheets.iterdir()
    monkeypatch.setattr(sheets, "document_to_sheet", None)
    assert list(workspace_forms(workspace, ENGINES)) == [first]
    assert kept_sheets(workspace).get(mine.document) == first.sheet
    monkeypatch.undo()
    monkeypatch.setattr(sheets, "engine_version", lambda versions: "9.9-abcdef")
    kept.write_bytes(b"broken")
    picture = workspace.sheets / f"{mine.document}.page0001.200.jpg"
    picture.write_bytes(b"picture")
    assert list(workspace_forms(workspace, ENGINES)) == [first]
    assert {path.name for path in workspace.sheets.iterdir()} == {
        f"{mine.document}.9.9-abcdef.json.z",
        picture.name,
    }


def test_what_cannot_be_read_any_more_is_told_and_left_out(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    gone, mine = judged(workspace, OTHER), judged(workspace, TEXT)
    workspace.originals.remove(gone.document)
    told: list[str] = []
    assert [f.identity for f in workspace_forms(workspace, ENGINES, told.append)] == [
        f"{mine.document}-0"
    ]
    assert len(told) == 1
    assert gone.document[:12] in told[0]
    with pytest.raises(UnknownOriginalError):
        kept_sheets(workspace).get(gone.document)


def test_a_form_that_its_sheet_does_not_hold_is_told_and_left_out(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    judged(workspace, TEXT, form=1)
    told: list[str] = []
    assert list(workspace_forms(workspace, ENGINES, told.append)) == []
    assert len(told) == 1


def test_a_form_is_found_under_another_number_by_its_indicators(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    judged(workspace, TEXT + OTHER, form=0, kept=1)
    judged(workspace, TEXT + OTHER, form=1, kept=1)
    assert [form.number for form in workspace_forms(workspace, ENGINES)] == [1, 1]


def test_all_is_written_for_who_takes_it_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace(tmp_path)
    judged(workspace, TEXT)
    out = tmp_path / "out"
    monkeypatch.setattr("sys.argv", ["gather", "--home", str(tmp_path), "--out", str(out)])
    assert gather_corrections.main() == 0
    assert "1 forms, 1 concepts" in capsys.readouterr().out
    assert len(read_corrected(out / "forms.jsonl")) == 1
    (concept,) = chosen_concepts(workspace)
    assert json.loads((out / "concepts.jsonl").read_text(encoding="utf-8")) == concept
    assert concept == {
        "level3": "修桥座数",
        "level2": "数量指标",
        "value": "≥2座",
        "concept": "QTY-020",
    }


def test_a_document_that_is_erased_while_it_is_read_leaves_no_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path)
    document = workspace.originals.keep(TEXT.encode())

    def erased_meanwhile(path: Path, data: bytes) -> None:
        workspace.originals.remove(document)
        write_whole(path, data)

    monkeypatch.setattr(sheets, "write_whole", erased_meanwhile)
    with pytest.raises(UnknownOriginalError):
        kept_sheets(workspace).get(document)
    assert list(workspace.sheets.iterdir()) == []
