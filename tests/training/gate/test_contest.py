"""Champion and challenger on corrected forms, and the commands around them."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from click.testing import CliRunner, Result
from onnx import numpy_helper

from models.errors import RegistryError
from models.form_tagger.config import WEIGHTS
from models.form_tagger.roles import ROLES, Role
from models.registry import Alias, FileRegistry
from training.cli_models import models
from training.corrections.forms import CorrectedForm, write_corrected
from training.corrections.simulated import corrected_contract
from training.form_tagger.forms import Damage, FormRequest, damaged_form
from training.gate.cases import digest_of, gold_cases, synthetic_cases
from training.gate.contest import MODEL, NETWORK, OBJECTIONS, Ground, ensure_champion, promote
from training.synthesis.families.plan import Family

_BIAS = "network.classes.0.out.bias"


@pytest.fixture(scope="module")
def corrections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forms in heavy damage, of which rules alone read some."""
    path = tmp_path_factory.mktemp("corrections") / "forms.jsonl"
    forms = []
    families = (Family.ONE_PANEL, Family.TWO_PANELS, Family.SELF_EVALUATION)
    for number in range(60):
        request = FormRequest(families, Damage.HEAVY)
        case = damaged_form(8_800_000 + number, request)
        form = corrected_contract(case.tagged)
        forms.append(CorrectedForm(f"form {number}", "E", case.sheet, form))
    write_corrected(forms, path)
    return path


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


def run(registry: Path, *arguments: str) -> Result:
    return CliRunner().invoke(models, ["--registry", str(registry), *arguments])


def test_what_is_worse_is_not_promoted(tmp_path: Path, corrections: Path, spoiled: Path) -> None:
    assert run(tmp_path, "register", str(spoiled)).output == "v0002\n"
    told = run(tmp_path, "promote", "--corrections", str(corrections), "--forms", "0")
    assert told.exit_code == 1
    assert "Not better over all" in told.output
    assert "corrections E" in told.output
    aliases = FileRegistry(tmp_path).aliases(MODEL)
    assert aliases == {"champion": "v0001", "challenger": "v0002"}
    listed = run(tmp_path, "list").output.splitlines()
    assert [line.split("\t")[2] for line in listed] == ["champion", "challenger"]


def test_what_is_better_is_promoted_and_rolled_back(
    tmp_path: Path, corrections: Path, spoiled: Path
) -> None:
    registry = FileRegistry(tmp_path)
    poor = registry.register(MODEL, {NETWORK: spoiled}, {})
    registry.point(MODEL, Alias.CHAMPION, poor.name, "first")
    assert run(tmp_path, "register", str(WEIGHTS.path)).exit_code == 0
    told = run(tmp_path, "promote", "--corrections", str(corrections), "--forms", "0")
    assert told.exit_code == 0, told.output
    assert told.output.endswith("champion: v0002\n")
    assert len(list((tmp_path / MODEL / "figures").glob("*.json"))) == 2
    assert run(tmp_path, "rollback").output == "champion: v0001\n"
    # what learned from doubtful corrections is refused though its figures are better
    facts = {OBJECTIONS: ["doubtful"]}
    doubtful = registry.register(MODEL, {NETWORK: WEIGHTS.path}, facts)
    figures = tmp_path / MODEL / "figures"
    verdict = promote(registry, doubtful, Ground(corrections, synthetic=0, figures=figures))
    assert verdict.overall.better > 0.97
    assert verdict.refused == ("doubtful",)
    assert registry.aliases(MODEL)["champion"] == "v0001"
    again = run(tmp_path, "rollback")
    assert again.exit_code == 1
    assert "No former champion" in again.output


def test_the_network_that_ships_is_the_first_champion(tmp_path: Path) -> None:
    registry = FileRegistry(tmp_path)
    assert ensure_champion(registry) == ensure_champion(registry)
    assert ensure_champion(registry).files == {NETWORK: WEIGHTS.sha256}


def test_errors_are_told_in_one_line(tmp_path: Path, corrections: Path) -> None:
    for arguments in (
        ["compare", "v0009"],
        ["compare", "--forms", "0"],
        ["rollback"],
        ["compare", "champion", "--forms", "0"],
    ):
        told = run(tmp_path, *arguments)
        assert told.exit_code == 1
        assert "Error: " in told.output
        assert "Traceback" not in told.output
    broken = tmp_path / "broken.jsonl"
    broken.write_text("nothing\n", encoding="utf-8")
    told = run(tmp_path, "compare", "champion", "--corrections", str(broken), "--forms", "0")
    assert "Line 1 is no corrected form" in told.output


def test_cases_are_always_the_same_ones() -> None:
    families = (Family.REGION,)
    one, other = (list(synthetic_cases(1, families)) for _ in range(2))
    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of(one[:2])
    assert one[0].slices == ("synthetic", "family F", "damage none")


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


def test_nothing_to_compare_on_is_an_error() -> None:
    with pytest.raises(RegistryError, match="nothing to compare"):
        Ground(synthetic=0).cases()
