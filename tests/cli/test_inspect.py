"""`jixiao inspect`: each stage for a person and for a program."""

import json

import pytest
from click.testing import CliRunner

from extractor import cli_inspect
from extractor.cli import main
from extractor.document import Word
from extractor.errors import UnreadableFileError
from extractor.geometry import BBox
from extractor.grid import Cell, Grid, Sheet, TextLine
from extractor.pipeline import Stages
from extractor.verbatim import Form, FormType
from tests.export.samples import river_record


@pytest.fixture
def inspect(monkeypatch, tmp_path):
    """Run `jixiao inspect` on a file whose stages are invented."""

    def run_stages(data, name, engines, options):
        if data == b"broken":
            raise UnreadableFileError("cut off")
        record = river_record()
        form = Form(FormType.PROJECT_TARGET, record.title, None, fields=record.fields)
        grid = Grid((Cell("项目名称", 0, 0), Cell("清水河治理", 0, 1)), 1, 2, breaks=(0,))
        word = Word("清水河治理", BBox(1, 2, 3, 4), 0.5, stamped=True)
        sheet = Sheet((TextLine("附件1"), grid))
        return Stages(sheet, (form,), (record,), ((1, word),))

    def invoke(*options, data=b"x"):
        path = tmp_path / "a.pdf"
        path.write_bytes(data)
        return CliRunner().invoke(main, ["inspect", str(path), *options])

    monkeypatch.setattr(cli_inspect, "run_stages", run_stages)
    return invoke


def test_words_show_place_and_confidence(inspect):
    line = inspect("--stage", "words").stdout
    assert line.split() == [
        "1",
        "1.0",
        "2.0",
        "3.0",
        "4.0",
        "0.50",
        "text_layer",
        "章",
        "清水河治理",
    ]


def test_grids_are_drawn(inspect):
    lines = inspect("--stage", "grid").stdout.splitlines()
    assert lines[:2] == ["附件1", "exact 1 行 × 2 列，分页后的行 1"]
    assert lines[3] == "│ 项目名称 │ 清水河治理 │"


def test_forms_and_records_are_shown(inspect):
    assert "项目名称：清水河治理" in inspect("--stage", "form").stdout
    assert "1000000 元" in inspect().stdout


@pytest.mark.parametrize(
    ("stage", "path"),
    [
        ("words", [0, "text"]),
        ("grid", [1, "cells", 1, "text"]),
        ("form", [0, "fields", 0, 1, "text"]),
        ("record", [0, "fields", "project_name"]),
    ],
)
def test_every_stage_has_a_machine_form(inspect, stage, path):
    value = json.loads(inspect("--stage", stage, "--json").stdout)
    for step in path:
        value = value[step]
    assert value == "清水河治理"


def test_an_unreadable_file_has_its_exit_code(inspect):
    result = inspect(data=b"broken")
    assert result.exit_code == 3
    assert result.stderr.startswith("错误 ingest.unreadable: cut off")
