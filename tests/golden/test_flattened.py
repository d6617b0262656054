"""The flattened gold forms, scored by the gold's own scorer. Skipped where they are not at hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.engines import default_engines
from extractor.export.json_text import to_json
from extractor.pipeline import Options, extract_document

FORMS = Path(__file__).parents[2].parent / "shared" / "forms"
FIGURES = "strict_f1=.97,lenient_f1=.98,fields=.98,funding=1.0,values=.98,goals=.98"


@pytest.fixture(scope="module")
def predictions(tmp_path_factory):
    if not (FORMS / "score.py").exists():
        pytest.skip("the gold forms are not beside this checkout")
    folder = tmp_path_factory.mktemp("predictions")
    engines, options = default_engines(), Options()
    for path in sorted((FORMS / "flattened").glob("*.txt")):
        extraction = extract_document(path.read_bytes(), path.name, engines, options)
        (folder / f"{path.stem}.json").write_text(to_json(extraction), encoding="utf-8")
    return folder


def test_figures_of_the_flattened_forms(predictions):
    done = subprocess.run(
        [
            sys.executable,
            FORMS / "score.py",
            FORMS / "gold",
            predictions,
            "--flattened",
            "--min",
            FIGURES,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_task_lists_of_the_flattened_forms(predictions):
    gold = json.loads((FORMS / "gold" / "suzhou_0.json").read_text(encoding="utf-8"))
    read = json.loads((predictions / "suzhou.json").read_text(encoding="utf-8"))
    assert read["forms"][0]["tasks"] == gold["tasks"]
