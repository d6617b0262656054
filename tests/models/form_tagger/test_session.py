"""The tagger that is shipped."""

from pathlib import Path

import pytest

from models.form_tagger.config import TaggerFile
from models.form_tagger.session import FormTagger
from models.ocr.weights import WeightsNotFoundError


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsNotFoundError, match=r"lost\.onnx"):
        FormTagger(1, TaggerFile(tmp_path / "lost.onnx"))


def test_other_weights_than_the_tested_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.onnx").write_bytes(b"other")
    with pytest.raises(WeightsNotFoundError, match="sha256"):
        FormTagger(1, TaggerFile(tmp_path / "other.onnx", "00"))
