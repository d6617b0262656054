"""A corrected record beside its file → cells, truth and chosen concepts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.engines import default_engines
from extractor.errors import ContractError
from extractor.export.contract import extraction_to_dict
from extractor.pipeline import Options, extract_document
from models.form_tagger.roles import ROLES
from training.corrections.audit import audit
from training.corrections.derive import derive_targets
from training.corrections.forms import read_corrected, write_corrected
from training.corrections.gather import chosen_concepts, corrected_forms, find_documents

TEXT = """项目支出绩效目标表
项目名称\t修路工程
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t修路条数\t≥3条
\t\t修桥座数\t≥2座
\t质量指标\t验收合格率\t≥95%
"""


def test_files_are_found_by_their_bytes_and_read_again(tmp_path: Path) -> None:
    engines = replace(default_engines(), matcher=None)
    (tmp_path / "files").mkdir()
    (tmp_path / "records").mkdir()
    data = TEXT.encode()
    (tmp_path / "files" / "renamed.txt").write_bytes(data)
    (tmp_path / "files" / "other.txt").write_bytes(b"other")
    record = extraction_to_dict(extract_document(data, "form.txt", engines, Options()))
    form = record["forms"][0]
    form["places"]["indicators"][1]["concept"] = {"where": [], "confidence": 1.0, "reviewed": True}
    told = json.dumps(record, ensure_ascii=False)
    (tmp_path / "records" / "a.json").write_text(told, encoding="utf-8")
    missing = {**record, "source": {**record["source"], "sha256": "0" * 64}}
    (tmp_path / "records" / "b.json").write_text(json.dumps(missing), encoding="utf-8")

    documents = find_documents(tmp_path / "records", tmp_path / "files")
    assert [document.path.name for document in documents] == ["renamed.txt"]
    forms = list(corrected_forms(documents, engines, None))
    write_corrected(forms, tmp_path / "forms.jsonl")
    (read,) = read_corrected(tmp_path / "forms.jsonl")
    assert read.family == "project_target"
    cells = read.cells()
    assert cells is not None
    targets = derive_targets(cells, read.form)
    texts = [cell.text for cell in cells.seen]
    for text, role in (
        ("修路条数", "level3"),
        ("≥2座", "value"),
        ("质量指标", "level2"),
        ("修路工程", "field_value"),
        ("项目支出绩效目标表", "title"),
    ):
        assert ROLES[targets[texts.index(text), 0]].value == role
    assert audit([read]).odd == ()
    (concept,) = chosen_concepts(documents)
    assert concept["level3"] == "修桥座数"


def test_a_record_of_something_else_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ContractError):
        find_documents(tmp_path, tmp_path)
