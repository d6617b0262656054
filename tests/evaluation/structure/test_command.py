from pathlib import Path

import pytest
from PIL import Image

from tests.evaluation.structure.test_report import SCAN, page
from training.evaluate_structure import HEADING, main
from training.evaluation.structure.results import SetName, System, write_results
from training.synthesis.corpus import VERSION


def test_kept_results_are_reported_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_results([page(1, 1.0), page(2, 1.0)], tmp_path / f"structure-{VERSION}.jsonl")
    card, picture = tmp_path / "CARD.md", tmp_path / "failures.png"
    asked = ["--keep", "--work", str(tmp_path), "--card", str(card), "--picture", str(picture)]
    assert main(asked) == 0
    assert "| unseen | scan | ours | 2 | 1.000" in capsys.readouterr().out
    assert f"### {HEADING}\n" in card.read_text("utf-8")
    with Image.open(picture) as image:
        assert image.width > 100


def test_an_unknown_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="oracle"):
        main(["--systems", "oracle", "--work", str(tmp_path)])


def test_names_of_sets_and_systems_are_those_of_the_results() -> None:
    assert SetName("unseen", "scan") == SCAN
    assert page(1, 0.5).system is System.OURS
