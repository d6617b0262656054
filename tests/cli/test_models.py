"""`--models`: which learned models a command reads with.

--models none   shipped         --models DIR   the champions of DIR
(none given)    JIXIAO_MODELS   a broken one   exit code 4, before any file is read
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from extractor.cli import main
from models.kinds import ModelKind
from tests.champions import promote_broken, promote_new

FORM = (
    "项目支出绩效目标表\n(2024年度)\n项目名称\t渡口维护\n"
    "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t渡船检修\t≥3次\n"
)
TAGGER, CLASSIFIER = ModelKind.FORM_TAGGER, ModelKind.INDICATOR_CLASSIFIER


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.txt"
    path.write_text(FORM, encoding="utf-8")
    return path


def run(*words: object, stdin: str = "") -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=stdin)


def models_of(result: Result) -> dict[str, str]:
    assert result.exit_code == 0, result.stderr
    models: dict[str, str] = json.loads(result.stdout)["engine"]["models"]
    return models


def test_champions_are_read_with_and_named(
    form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = tmp_path / "models"
    stamp = promote_new(registry, TAGGER)
    wanted = f"rules-1 {stamp}"
    assert models_of(run("extract", form, "--models", registry))["form_tagger"] == wanted
    monkeypatch.setenv("JIXIAO_MODELS", str(registry))
    assert models_of(run("extract", form))["form_tagger"] == wanted
    assert models_of(run("extract", form, "--models", "none"))["form_tagger"] == "rules-1 tags-1"


@pytest.mark.parametrize("command", ["extract", "inspect", "classify"])
def test_a_folder_that_is_not_there_is_wrong_use(command: str, form: Path, tmp_path: Path) -> None:
    if command == "classify":
        form.write_text('{"level3": "渡船检修"}\n', encoding="utf-8")
    result = run(command, form, "--models", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_a_registry_half_written_stops_before_any_file(form: Path, tmp_path: Path) -> None:
    registry = tmp_path / "models"
    promote_new(registry, TAGGER)
    (registry / TAGGER / "aliases.json").write_text('{"champion": "v0009"}', encoding="utf-8")
    result = run("extract", form, "--models", registry)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "models.champion" in result.stderr
    assert "rollback" in result.stderr


@pytest.mark.parametrize("stage", ["form", "record"])
def test_a_file_that_is_no_network_is_an_error_and_no_traceback(
    stage: str, form: Path, tmp_path: Path
) -> None:
    registry = tmp_path / "models"
    promote_broken(registry, TAGGER)
    result = run("inspect", form, "--stage", stage, "--models", registry)
    assert (result.exit_code, result.exception.__class__) == (4, SystemExit)
    assert "models.champion" in result.stderr


def test_indicators_are_classified_by_the_champion(tmp_path: Path) -> None:
    registry, lines = tmp_path / "models", '{"level3": "群众满意度", "value": "≥90%"}\n'
    promote_new(registry, CLASSIFIER)
    told = run("classify", "-", "--models", registry, stdin=lines)
    assert told.stdout == run("classify", "-", "--models", "none", stdin=lines).stdout
    promote_broken(registry, CLASSIFIER)
    assert run("classify", "-", "--models", registry, stdin=lines).exit_code == 4
    both = run("classify", "-", "--models", registry, "--weights", tmp_path, stdin=lines)
    assert both.exit_code == 2
