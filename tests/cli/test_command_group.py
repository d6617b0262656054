"""The command group: lazy, quick, and clear about what is missing."""

import json
import subprocess
import sys
from importlib.metadata import EntryPoint

import jsonschema
import pytest
from click.testing import CliRunner

from extractor import cli
from extractor.cli import load_command, main
from extractor.errors import MissingPackageError, WeightsMissingError

HEAVY = ("numpy", "cv2", "paddleocr", "openpyxl", "lxml", "PIL", "pydantic", "pypdfium2", "docx")


def entry(name, value):
    return EntryPoint(name=name, value=value, group=cli.COMMAND_GROUP)


def test_the_list_of_commands_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from extractor.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    lines = done.stdout.splitlines()
    assert lines[-1] == "[]"
    for name in ("extract", "inspect", "schema"):
        assert any(line.split()[:1] == [name] for line in lines)


def test_unknown_commands_and_options_are_wrong_use():
    assert CliRunner().invoke(main, ["nothing"]).exit_code == 2
    assert CliRunner().invoke(main, ["schema", "--nothing"]).exit_code == 2


def test_a_missing_package_names_the_extra(monkeypatch):
    monkeypatch.setattr(
        cli, "entry_points", lambda group: [entry("train", "training.no_such_module:train")]
    )
    result = CliRunner().invoke(main, ["train"])
    assert result.exit_code == 5
    assert result.stderr.startswith("错误 missing_package: ")
    assert "jixiao[train]" in result.stderr
    assert "train" in CliRunner().invoke(main, ["--help"]).stdout


@pytest.mark.parametrize("value", ["extractor.cli:no_such_name", "extractor.cli:COMMAND_GROUP"])
def test_a_broken_entry_point_is_a_missing_package(value):
    with pytest.raises(MissingPackageError):
        load_command(entry("odd", value))


def test_errors_of_any_command_become_a_message_and_an_exit_code(monkeypatch):
    @cli.click.command()
    def fails():
        raise WeightsMissingError("no such folder")

    monkeypatch.setattr(cli, "_installed", lambda: {"fails": None})
    monkeypatch.setattr(cli, "load_command", lambda found: fails)
    monkeypatch.setattr(cli.CommandGroup, "get_command", lambda *_: fails)
    result = CliRunner().invoke(main, ["fails"])
    assert result.exit_code == 4
    assert result.stderr.startswith("错误 ocr.weights_missing: no such folder\n  请重新安装")


def test_schema_prints_a_json_schema():
    result = CliRunner().invoke(main, ["schema"])
    jsonschema.Draft202012Validator.check_schema(json.loads(result.stdout))
    assert result.exit_code == 0


def test_a_reader_that_goes_away_is_no_error():
    command = f"{sys.executable} -c 'from extractor.cli import main; main()' schema | head -c 10"
    shell = f"{command}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, check=False)
    assert done.stderr == b""
    assert done.returncode in (0, 141)  # 0: all was written before the reader left
