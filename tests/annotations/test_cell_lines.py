"""Judged cells come back as lines: cut from their pictures, each with its part of the text."""

from pathlib import Path

import pytest

from annotations.cell_lines import CellLine, cell_lines, printed_parts
from annotations.cell_pictures import pictured_cells
from annotations.correction_store import Subject
from annotations.export_paddleocr import export_paddleocr, part_of
from annotations.truths import chosen_submissions
from annotations.workspace import Workspace
from extractor.engines import Engines
from models.ocr.recogniser import ChoiceReader
from tests.annotations.drawn_cells import judged_document

CELLS = [
    ("level3", "河道整冶长度", "河道整治长度"),
    ("level3", "农村饮水安全巩固提升", "农村饮水安全\n巩固提升"),
    ("value", "≥12公里", "≥12公里"),
]


@pytest.fixture(scope="module")
def reader() -> ChoiceReader:
    return ChoiceReader(2)


@pytest.fixture
def workspace(tmp_path: Path, cjk_font: str) -> Workspace:
    judged_document(tmp_path, cjk_font, "ra1", CELLS)
    return Workspace(tmp_path)


def lines_of(workspace: Workspace, reader: ChoiceReader) -> list[CellLine]:
    submissions = chosen_submissions(workspace)
    return list(cell_lines(pictured_cells(submissions, workspace, Engines()), reader))


def test_each_line_of_a_cell_has_its_part_of_the_text(
    workspace: Workspace, reader: ChoiceReader
) -> None:
    lines = lines_of(workspace, reader)
    assert [(line.printed, line.number) for line in lines] == [
        ("河道整治长度", 0),
        ("农村饮水安全", 0),
        ("巩固提升", 1),
        ("≥12公里", 0),
    ]
    assert [line.cell.corrected for line in lines] == [True, False, False, False]
    assert all(line.choices.reading.text == line.printed for line in lines)


def test_a_withdrawn_document_is_not_seen(workspace: Workspace, reader: ChoiceReader) -> None:
    workspace.corrections.withdraw(Subject.DOCUMENT, "ra1" * 8)
    assert lines_of(workspace, reader) == []


def test_a_cell_whose_picture_is_gone_is_left_out(
    workspace: Workspace, reader: ChoiceReader
) -> None:
    (workspace.pages / "ra1" / "0001.jpg").unlink()
    assert lines_of(workspace, reader) == []


@pytest.mark.parametrize(
    ("read", "printed", "parts"),
    [
        (["整冶河道"], "整治河道", ["整治河道"]),
        (["村饮水", "安全"], "农村饮水安全", ["农村饮水", "安全"]),
        (["项日", "名称"], "项目 名称", ["项目", "名称"]),
        (["（一）", "目标"], "(一)目标", ["（一）", "目标"]),  # width is no difference
        (["甲乙丙", "丁戊"], "春夏秋冬", []),
        ([], "名称", []),
    ],
)
def test_a_text_is_cut_where_its_lines_end(read: list[str], printed: str, parts: list[str]) -> None:
    assert printed_parts(read, printed) == parts


def test_the_trainers_files_hold_every_corrected_line_and_some_others(
    workspace: Workspace, reader: ChoiceReader, tmp_path: Path
) -> None:
    out = tmp_path / "paddle"
    done = export_paddleocr(lines_of(workspace, reader), reader.characters, out, 1)
    assert done.train + done.val == 2
    part = part_of("ra1" * 8)
    listed = (out / f"rec_gt_{part}.txt").read_text(encoding="utf-8").splitlines()
    texts = dict(line.split("\t") for line in listed)
    assert "河道整治长度" in texts.values()
    assert all((out / path).is_file() and path.startswith(f"{part}/") for path in texts)
    other = {"train": "val", "val": "train"}[part]
    assert (out / f"rec_gt_{other}.txt").read_text(encoding="utf-8") == ""
    assert len((out / "characters.txt").read_text(encoding="utf-8").split("\n")) == 18_709
    assert "tools/train.py" in (out / "README.md").read_text(encoding="utf-8")


def test_what_was_withdrawn_since_leaves_the_export(
    workspace: Workspace, reader: ChoiceReader, tmp_path: Path
) -> None:
    out = tmp_path / "paddle"
    export_paddleocr(lines_of(workspace, reader), reader.characters, out, 1)
    assert list(out.rglob("*.png"))
    workspace.corrections.withdraw(Subject.DOCUMENT, "ra1" * 8)
    export_paddleocr(lines_of(workspace, reader), reader.characters, out, 1)
    assert not list(out.rglob("*.png"))


def test_characters_that_the_dictionary_lacks_are_told(
    tmp_path: Path, cjk_font: str, reader: ChoiceReader
) -> None:
    judged_document(tmp_path, cjk_font, "ra2", [("level3", "治理", "治理"), ("level3", "养", "养")])
    lines = lines_of(Workspace(tmp_path), reader)
    done = export_paddleocr(lines, ("", "治", "理", " "), tmp_path / "out", 1)
    assert done.unknown == ()  # nothing corrected, so nothing chosen
    judged_document(tmp_path, cjk_font, "ra3", [("level3", "冶理", "治理养护")])
    lines = lines_of(Workspace(tmp_path), reader)
    done = export_paddleocr(lines, ("", "治", "理", " "), tmp_path / "out", 0)
    assert done.unknown == (("养", 1), ("护", 1))
    assert done.train + done.val == 0
    told = (tmp_path / "out" / "unknown_characters.txt").read_text(encoding="utf-8")
    assert told.splitlines()[0] == "养\tU+517B\t1"
