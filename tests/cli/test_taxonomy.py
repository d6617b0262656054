"""`jixiao taxonomy`: search, show and export."""

import csv
import io
import json

import pytest
import yaml
from click.testing import CliRunner

from extractor.cli import main
from extractor.cli_taxonomy import taxonomy
from extractor.taxonomy import load_taxonomy

LOCAL = """
name: 湖北农垦
concepts:
- id: QTY-HUBEI-001
  name: 垦区危房改造户数
  definition: 垦区完成危旧房改造的户数。
  units: [户]
  direction: higher_better
  value_type: count
  domains: [农业]
"""


def run(*arguments, group=taxonomy):
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


@pytest.fixture
def local(tmp_path):
    path = tmp_path / "local.yaml"
    path.write_text(LOCAL, encoding="utf-8")
    return path


def test_search_prints_the_best_first_with_the_wording_that_was_alike():
    found = run("search", "举办培训班次数", "--limit", 3)

    lines = found.stdout.splitlines()
    assert found.exit_code == 0
    assert lines[0].startswith("1.00  QTY-001   培训（会议）场次")
    assert lines[0].endswith("← 举办培训班次数")
    assert len(lines) == 3


def test_search_as_json():
    (found,) = json.loads(run("search", "qlt-012", "--json").stdout)

    assert (found["id"], found["score"], found["alias_ids"]) == ("QTY-067", 1.0, ["QLT-012"])


def test_a_search_that_finds_nothing_says_so():
    found = run("search", "xyz")

    assert (found.exit_code, found.stdout) == (0, "")
    assert "Nothing is alike" in found.stderr


def test_show_prints_both_homes_and_what_changed():
    shown = run("show", "cst-001").stdout

    assert "CST-001  项目总成本" in shown
    assert "2015版：产出指标/成本指标" in shown
    assert "2021版：成本指标/经济成本指标（移到成本指标之下）" in shown
    assert "取值：金额，上限，单位 万元、元" in shown
    assert json.loads(run("show", "SUS-004", "--json").stdout)["change"] == "folded"
    assert "含义笼统" in run("show", "BEN-008").stdout


def test_an_unknown_id_is_wrong_use():
    shown = run("show", "QTY-999")

    assert shown.exit_code == 2
    assert "没有编号 QTY-999" in shown.stderr


def test_every_format_holds_every_concept():
    ids = [concept.id for concept in load_taxonomy().concepts]

    as_json = json.loads(run("export", "--format", "json").stdout)
    as_yaml = yaml.load(run("export").stdout, yaml.CSafeLoader)
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv").stdout[1:])))

    assert as_json == as_yaml
    assert [concept["id"] for concept in as_json["concepts"]] == ids
    assert [row["编号"] for row in rows] == ids
    assert rows[0]["2021版二级"] == "产出指标/数量指标"
    assert rows[0]["方向"] == "越高越好"


def test_a_local_file_is_read_by_every_command(local):
    assert "QTY-HUBEI-001" in run("search", "垦区危房改造", "--extension", local).stdout
    assert "扩展：湖北农垦" in run("show", "QTY-HUBEI-001", "--extension", local).stdout
    exported = json.loads(run("export", "--format", "json", "--extension", local).stdout)
    assert exported["extensions"] == ["湖北农垦"]


def test_a_wrong_local_file_is_an_error_with_a_remedy(local):
    local.write_text("name: 甲\nconcepts: 3\n", encoding="utf-8")

    found = run("taxonomy", "search", "培训", "--extension", local, group=main)

    assert found.exit_code == 3
    assert found.stderr.startswith(f"错误 taxonomy: {local}")
    assert "请按提示修改该文件" in found.stderr
