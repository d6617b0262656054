"""The forms that form taggers are compared on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from models.form_tagger.config import WEIGHTS
from models.form_tagger.roles import ROLES, Role
from models.form_tagger.session import FormTagger
from models.network_file import NetworkFile
from training.corrections.forms import CorrectedForm
from training.corrections.simulated import corrected_contract
from training.form_tagger.forms import Damage, FormRequest, damaged_form
from training.gate.cases import (
    digest_of,
    gold_cases,
    held_cases,
    measured,
    paired,
    synthetic_cases,
)
from training.gate.decision import decide
from training.synthesis.families.plan import Family

_BIAS = "network.classes.0.out.bias"


@pytest.fixture(scope="module")
def held() -> list[CorrectedForm]:
    """Forms in heavy damage, of which rules alone read some."""
    families = (Family.ONE_PANEL, Family.TWO_PANELS, Family.SELF_EVALUATION)
    forms = []
    for number in range(14):
        case = damaged_form(8_800_000 + number, FormRequest(families, Damage.HEAVY))
        form = corrected_contract(case.tagged)
        forms.append(CorrectedForm(f"form {number}-0", "E", case.sheet, form))
    return forms


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that takes every cell for noise."""
    model = onnx.load(WEIGHTS.path)
    bias = next(one for one in model.graph.initializer if one.name == _BIAS)
    values = numpy_helper.to_array(bias).copy()
    values[ROLES.index(Role.NOISE)] += 50.0
    bias.CopyFrom(numpy_helper.from_array(values.astype(np.float32), _BIAS))
    path = tmp_path_factory.mktemp("spoiled") / "spoiled.onnx"
    onnx.save(model, path)
    return path


def test_a_spoiled_network_is_worse_in_every_level(
    held: list[CorrectedForm], spoiled: Path, tmp_path: Path
) -> None:
    cases = list(held_cases(held))
    kept = tmp_path / "figures.json"
    good = measured(FormTagger(1, WEIGHTS), cases, kept)
    assert measured(FormTagger(1, NetworkFile(spoiled)), cases, kept) == good  # read from the file
    bad = measured(FormTagger(1, NetworkFile(spoiled)), cases, None)
    verdict = decide(paired(cases, good, bad))
    assert not verdict.passed
    told = "\n".join(verdict.refused)
    for name in ("corrections E", "level1", "level2", "level3", "value"):
        assert f"“{name}”" in told


def test_cases_are_always_the_same_ones() -> None:
    families = (Family.REGION,)
    one, other = (list(synthetic_cases(1, families)) for _ in range(2))
    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of(one[:2])
    assert one[0].slices == ("synthetic", "family F", "damage none")


def test_other_cells_of_the_same_form_are_another_case() -> None:
    """Counts on what another engine made of a scan would be compared with those on this."""
    (case, *_) = synthetic_cases(1, (Family.REGION,))
    fewer = replace(case, sheet=replace(case.sheet, blocks=case.sheet.blocks[:-1]))
    assert digest_of([fewer]) != digest_of([case])


def test_gold_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "flattened").mkdir()
    told = '{"source": "a.pdf", "indicators": [{"level3": "修路", "value": "≥3条"}]}'
    for name in ("a_0", "a_1"):
        (tmp_path / "gold" / f"{name}.json").write_text(told, encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        list(gold_cases(tmp_path))
    text = "项目支出绩效目标表\n一级指标\t二级指标\t三级指标\t指标值\n"
    (tmp_path / "flattened" / "a.txt").write_text(text, encoding="utf-8")
    cases = list(gold_cases(tmp_path))
    assert [(case.identity, case.number) for case in cases] == [("gold a_0", 0), ("gold a_1", 1)]
    assert {case.slices for case in cases} == {("gold",)}
