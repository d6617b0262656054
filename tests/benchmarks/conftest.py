"""The peer of every cost: PaddleOCR's own predict."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.ocr import DETECTOR_NAME, RECOGNISER_NAME, build_text_model_folders


@pytest.fixture
def peer(tmp_path: Path) -> Callable[[Any], Any]:
    """PaddleOCR with the same weights and its own settings."""
    folders = build_text_model_folders(tmp_path)
    settings_file = folders.recogniser / "inference.yml"
    settings = json.loads(settings_file.read_text(encoding="utf-8"))
    for step in settings["PreProcess"]["transform_ops"]:
        if "RecResizeImg" in step:
            step["RecResizeImg"]["image_shape"] = [3, 48, 320]
    settings_file.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from paddleocr import PaddleOCR

        pipeline = PaddleOCR(
            text_detection_model_name=DETECTOR_NAME,
            text_detection_model_dir=str(folders.detector),
            text_recognition_model_name=RECOGNISER_NAME,
            text_recognition_model_dir=str(folders.recogniser),
            use_doc_orientation_classify=False,
            use_doc_unwarping=False,
            use_textline_orientation=False,
            engine="onnxruntime",
            device="cpu",
        )
    return pipeline.predict  # type: ignore[no-any-return]
