"""`jixiao extract` with a pipeline that is told what to do."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from PIL import Image

from tests.export.samples import LEADER


def test_one_file_gives_one_object_on_stdout(run, folder):
    result = run("extract", folder({"a.txt": b"x"}) / "a.txt")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["source"]["name"] == "a.txt"
    assert result.stderr == "[1/1] a.txt：2 页，1 张表，2 个问题\n"


def test_several_files_give_json_lines_in_the_order_of_the_command(run, folder):
    root = folder({"b.txt": b"b", "a.txt": b"a"})
    result = run("extract", root / "b.txt", root / "a.txt")
    names = [json.loads(line)["source"]["name"] for line in result.stdout.splitlines()]
    assert names == ["b.txt", "a.txt"]


def test_standard_input_is_read_as_bytes(run, pipeline):
    result = run("extract", "-", "--quiet", stdin=b"%PDF\xff")
    assert json.loads(result.stdout)["source"]["media_type"] == "application/pdf"
    assert pipeline.names == ["stdin"]
    assert result.stderr == ""


def test_a_folder_stands_for_its_files_in_a_clear_order(run, folder):
    root = folder(
        {"sub/c.txt": b"c", "b.txt": b"b", "a.txt": b"a", ".hidden": b"h", "~$a.docx": b"lock"}
    )
    result = run("extract", root)
    names = [json.loads(line)["source"]["name"] for line in result.stdout.splitlines()]
    assert names == ["a.txt", "b.txt", "sub/c.txt"]


def test_an_empty_folder_is_wrong_use(run, tmp_path):
    result = run("extract", tmp_path)
    assert result.exit_code == 2
    assert "没有文件" in result.stderr


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (3, "ingest.empty", "文件为空")),
        (b"locked", (3, "ingest.encrypted", "去除密码")),
        (b"no weights", (4, "ocr.weights_missing", "重新安装")),
    ],
)
def test_a_file_that_fails_alone_gives_its_exit_code(run, folder, content, expected):
    exit_code, code, remedy = expected
    result = run("extract", folder({"a.pdf": content}) / "a.pdf")
    assert result.exit_code == exit_code
    assert result.stdout == ""
    assert result.stderr.startswith(f"错误 {code}: a.pdf: ")
    assert remedy in result.stderr
    assert "Traceback" not in result.stderr


def test_an_error_without_message_says_what_its_class_says(run, folder):
    result = run("extract", folder({"a.pdf": b""}) / "a.pdf")
    assert "错误 ingest.empty: a.pdf: The file has no bytes." in result.stderr


def test_when_some_of_several_fail_each_keeps_its_line_and_the_exit_code_is_1(run, folder):
    root = folder({"a.pdf": b"locked", "b.pdf": b"%PDF"})
    result = run("extract", root / "a.pdf", root / "b.pdf")
    first, second = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert first["source"] == {"name": "a.pdf"}
    assert first["error"]["code"] == "ingest.encrypted"
    assert first["error"]["message"] == "needs a password"
    assert "去除密码" in first["error"]["remedy"]
    assert len(second["forms"]) == 1


def test_interruption_ends_with_130(run, folder):
    result = run("extract", folder({"a.pdf": b"ctrl-c"}) / "a.pdf")
    assert result.exit_code == 130
    assert "已中断" in result.stderr


def test_a_missing_file_is_wrong_use(run):
    assert run("extract", "nowhere.pdf").exit_code == 2
    assert run("extract").exit_code == 2


def test_a_file_over_the_limit_is_not_read(run, folder, pipeline):
    result = run("extract", folder({"a.txt": b"12345"}) / "a.txt", "--max-bytes", 4)
    assert result.exit_code == 3
    assert "ingest.too_large" in result.stderr
    assert pipeline.names == []


def test_limits_reach_the_pipeline(run, folder, pipeline):
    path = folder({"a.txt": b"x"}) / "a.txt"
    run("extract", path, "--max-pages", 7, "--max-bytes", 99, "--dpi", 150)
    limits = pipeline.options[0].limits
    assert (limits.max_pages, limits.max_bytes, limits.dpi) == (7, 99, 150.0)


def test_out_is_a_file_for_one_input_and_its_suffix_names_the_format(run, folder):
    root = folder({"a.txt": b"x"})
    for name in ("r.json", "r.md", "r.csv", "r.jsonl", "r.xlsx"):
        result = run("extract", root / "a.txt", "--out", root / "out" / name)
        assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((root / "out/r.json").read_bytes())["forms"]
    assert json.loads((root / "out/r.jsonl").read_bytes())["forms"]
    assert (root / "out/r.md").read_text("utf-8").startswith("# a.txt")
    assert len(list(csv.reader(io.StringIO((root / "out/r.csv").read_text("utf-8-sig"))))) == 3
    assert load_workbook(root / "out/r.xlsx").sheetnames[0] == "表单 Forms"
    assert sorted(path.name for path in (root / "out").iterdir()) == [
        "r.csv", "r.json", "r.jsonl", "r.md", "r.xlsx",
    ]  # fmt: skip


def test_out_is_a_folder_for_several_and_names_are_kept_apart(run, folder, tmp_path):
    root = folder({"in/a.pdf": b"1", "in/a.txt": b"2", "in/sub/b.txt": b"3", "in/c.pdf": b""})
    result = run("extract", root / "in", "--out", root / "out")
    written = sorted(p.relative_to(root / "out").as_posix() for p in (root / "out").rglob("*.json"))
    assert written == ["a.pdf.json", "a.txt.json", "sub/b.json"]
    assert result.exit_code == 1
    assert result.stdout == ""


def test_one_table_takes_all_files(run, folder):
    root = folder({"a.txt": b"1", "b.txt": b"2"})
    target = root / "all.xlsx"
    assert run("extract", root / "a.txt", root / "b.txt", "--out", target).exit_code == 0
    sheet = load_workbook(target)["表单 Forms"]
    assert [sheet.cell(row, 1).value for row in (2, 3)] == ["a.txt", "b.txt"]


def test_results_in_the_folder_are_not_read_again(run, folder, pipeline):
    root = folder({"a.txt": b"1", "out/a.json": b"old"})
    run("extract", root, "--out", root / "out")
    assert pipeline.names == ["a.txt"]


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "xlsx"],
        ["--out", "a.txt"],
        ["--mask-personal-data", "--overlay", "drawn"],
        ["b.txt", "--out", "all.json"],
        ["-", "-"],
        ["--jobs", "0"],
        ["--format", "yaml"],
    ],
)
def test_options_that_do_not_go_together_are_wrong_use(run, folder, options, monkeypatch):
    root = folder({"a.txt": b"x", "b.txt": b"y"})
    monkeypatch.chdir(root)
    result = run("extract", "a.txt", *options)
    assert result.exit_code == 2
    assert (root / "a.txt").read_bytes() == b"x"


def test_a_result_that_cannot_be_written_ends_with_6_before_any_reading(run, folder, pipeline):
    root = folder({"a.txt": b"x", "file": b""})
    result = run("extract", root / "a.txt", "--out", root / "file" / "a.json")
    assert result.exit_code == 6
    assert result.stderr.splitlines()[-2].startswith("错误 output: ")
    assert pipeline.names == []


def test_csv_and_markdown_go_to_stdout(run, folder):
    path = folder({"a.txt": b"x"}) / "a.txt"
    assert "整治河道长度" in run("extract", path, "--format", "csv").stdout
    assert run("extract", path, "--format", "md").stdout.startswith("# a.txt")


def test_overlays_are_drawn_for_pages_only(run, folder, pipeline):
    root = folder({"a.pdf": b"%PDF", "b.txt": b"x"})
    run("extract", root / "a.pdf", root / "b.txt", "--overlay", root / "drawn")
    assert sorted(path.name for path in (root / "drawn").iterdir()) == [
        "a-p001.png",
        "a-p002.png",
    ]
    with Image.open(root / "drawn/a-p001.png") as drawn:
        assert drawn.width == 595
    assert pipeline.pages_drawn == [1, 2]


def test_personal_data_are_masked_on_demand(run, folder):
    path = folder({"a.txt": b"x"}) / "a.txt"
    assert LEADER in run("extract", path).stdout
    masked = run("extract", path, "--mask-personal-data").stdout
    assert LEADER not in masked
    assert json.loads(masked)["forms"][0]["fields"]["project_leader"] == "某某"


def test_an_escape_sequence_in_a_file_name_does_not_reach_the_terminal(run, folder):
    path = folder({"a\x1b[2Jb.txt": b""}) / "a\x1b[2Jb.txt"
    assert "\x1b" not in run("extract", path).stderr


def test_a_workbook_goes_to_stdout_when_told_so(run, folder):
    path = folder({"a.txt": b"x"}) / "a.txt"
    result = run("extract", path, "--format", "xlsx", "--out", "-")
    assert load_workbook(io.BytesIO(result.stdout_bytes)).sheetnames[0] == "表单 Forms"
