import json
from pathlib import Path

import pytest

from extractor.taxonomy import load_taxonomy
from training.indicator_classifier.labelled import (
    gold_texts,
    own_wordings,
    read_corrections,
    read_labelled,
)


def test_merged_ids_become_present_ones(tmp_path: Path) -> None:
    path = tmp_path / "labelled.json"
    entry = {
        "level3": "1、任务完成率",
        "level2": "质量指标",
        "value": "100%",
        "concepts": ["QLT-012"],
    }
    path.write_text(json.dumps([entry]), encoding="utf-8")
    (found,) = read_labelled(path, load_taxonomy())
    assert found.concepts == {"QTY-067"}
    assert own_wordings([found]) == {"任务完成率"}


def test_a_bad_correction_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    good = json.dumps({"level3": "张三", "concept": None})
    path.write_text(good + "\n\n" + '{"level3": "x", "concept": "QTY-999"}', encoding="utf-8")
    with pytest.raises(ValueError, match="line 3"):
        read_corrections(path, load_taxonomy())
    path.write_text(good, encoding="utf-8")
    (found,) = read_corrections(path, load_taxonomy())
    assert not found.concepts


def test_corrections_saved_by_a_spreadsheet_or_split_by_odd_characters_are_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "corrections.jsonl"
    entry = {"level3": "甲\u2028乙", "concept": "QTY-001"}
    text = json.dumps(entry, ensure_ascii=False) + "\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    (found,) = read_corrections(path, load_taxonomy())
    assert found.text.level3 == "甲\u2028乙"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("\n", "no corrections"), ('{"level3": "", "concept": null}', "level3 is empty")],
)
def test_corrections_that_teach_nothing_are_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=reason):
        read_corrections(path, load_taxonomy())


def test_texts_of_records_beside_the_indicators(tmp_path: Path) -> None:
    record = {
        "fields": {"project_name": "道路养护", "department": None},
        "goals": [{"text": "保持路况良好。"}],
        "funding": [{"raw": "120万元"}],
        "indicators": [{"level3": "养护里程"}],
    }
    (tmp_path / "a.json").write_text(json.dumps(record), encoding="utf-8")
    assert [text.level3 for text in gold_texts(tmp_path)] == [
        "道路养护",
        "保持路况良好。",
        "120万元",
    ]
