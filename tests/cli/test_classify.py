"""`jixiao classify` and `jixiao taxonomy suggest`, with a classifier that knows what it is told."""

import json

import pytest
from click.testing import CliRunner

from extractor import cli_classify, cli_suggest
from extractor.cli import main
from tests.taxonomy.stub_classifier import StubClassifier

ANSWERS = {"培训次数": ("QTY-001", 0.93), "验收合格率": ("QLT-001", 0.8)}


@pytest.fixture
def stub(monkeypatch):
    classifier = StubClassifier(ANSWERS)
    monkeypatch.setattr(cli_classify, "learned_classifier", lambda *told: classifier)
    monkeypatch.setattr(cli_suggest, "learned_classifier", lambda *told: classifier)
    return classifier


def run(*arguments, given=None):
    return CliRunner().invoke(main, list(arguments), input=given)


def lines(*entries):
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


def test_as_many_lines_in_the_same_order(stub):
    given = lines(
        {"level3": "验收合格率", "level2": "质量指标", "value": "≥98%"},
        {"level3": "张三"},
        {"level3": "培训次数", "level2": None, "value": 3},
    )
    found = run("classify", "-", given=given)
    assert found.exit_code == 0
    answers = [json.loads(line) for line in found.stdout.splitlines()]
    assert [answer["concept"] for answer in answers] == ["QLT-001", None, "QTY-001"]
    assert answers[2]["confidence"] == 0.93
    assert answers[2]["candidates"][0] == {"concept": "QTY-001", "confidence": 0.93}
    assert stub.asked[2].value == "3"


def test_a_file_with_a_mark_windows_line_ends_and_blank_lines_is_read(stub, tmp_path):
    path = tmp_path / "indicators.jsonl"
    text = lines({"level3": "培训次数"}).replace("\n", "\r\n") + "\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = run("classify", str(path))
    assert found.exit_code == 0
    assert len(found.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "bad",
    [
        "培训次数",
        "[1]",
        '{"level2": "数量指标"}',
        '{"level3": ["培训"]}',
        '{"level3": true}',
        '{"level3": "x"',
        "[" * 100_000,
    ],
)
def test_a_bad_line_is_named_by_its_number(stub, bad):
    found = run("classify", "-", given=lines({"level3": "培训次数"}) + bad + "\n")
    assert found.exit_code == 3
    assert "ingest.bad_line" in found.stderr
    assert "第 2 行" in found.stderr
    assert found.stdout == ""


def test_bytes_that_are_no_text_are_a_bad_line(stub, tmp_path):
    path = tmp_path / "latin.jsonl"
    path.write_bytes('{"level3": "培训"}'.encode("gb18030"))
    found = run("classify", str(path))
    assert found.exit_code == 3
    assert "第 1 行" in found.stderr


def test_nothing_in_nothing_out(stub):
    found = run("classify", "-", given="")
    assert (found.exit_code, found.stdout) == (0, "")


def test_suggest_groups_what_means_no_concept(stub):
    rows = [
        {"level3": name, "level2": "数量指标"}
        for name in ("无人机飞行架次", "1、无人机飞行架次", "无人机巡查飞行架次", "培训次数", "甲")
    ]
    found = run("taxonomy", "suggest", "-", "--json", given=lines(*rows))
    assert found.exit_code == 0
    (proposal,) = json.loads(found.stdout)
    assert proposal["count"] == 3
    assert proposal["wordings"][0] == ["无人机飞行架次", 2]
    assert proposal["groups"] == ["QTY"]


def test_suggest_prints_for_people(stub):
    given = lines(*[{"level3": "无人机飞行架次", "level2": "数量指标"}] * 2)
    found = run("taxonomy", "suggest", "-", given=given)
    assert "2 × 无人机飞行架次" in found.stdout
    assert "QTY-001" in found.stdout
