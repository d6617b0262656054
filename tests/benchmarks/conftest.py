"""The peers of every cost: PaddleOCR's own predict, and its own recogniser."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.ocr import (
    DETECTOR_NAME,
    RECOGNISER_NAME,
    TextModelFolders,
    build_text_model_folders,
)

Peer = Callable[[Any], Any]
ENGINE = {"engine": "onnxruntime", "device": "cpu"}


@pytest.fixture
def peer_folders(tmp_path: Path) -> TextModelFolders:
    """The same weights with PaddleOCR's own settings."""
    folders = build_text_model_folders(tmp_path)
    settings_file = folders.recogniser / "inference.yml"
    settings = json.loads(settings_file.read_text(encoding="utf-8"))
    for step in settings["PreProcess"]["transform_ops"]:
        if "RecResizeImg" in step:
            step["RecResizeImg"]["image_shape"] = [3, 48, 320]
    settings_file.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    return folders


@pytest.fixture
def peer(peer_folders: TextModelFolders) -> Peer:
    """BGR page → PaddleOCR's result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from paddleocr import PaddleOCR

        pipeline = PaddleOCR(
            text_detection_model_name=DETECTOR_NAME,
            text_detection_model_dir=str(peer_folders.detector),
            text_recognition_model_name=RECOGNISER_NAME,
            text_recognition_model_dir=str(peer_folders.recogniser),
            use_doc_orientation_classify=False,
            use_doc_unwarping=False,
            use_textline_orientation=False,
            **ENGINE,
        )
    return pipeline.predict  # type: ignore[no-any-return]


@pytest.fixture
def peer_recogniser(peer_folders: TextModelFolders) -> Peer:
    """BGR crops → PaddleOCR's reading of each, six at a time as its pipeline does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from paddleocr import TextRecognition

        recogniser = TextRecognition(
            model_name=RECOGNISER_NAME, model_dir=str(peer_folders.recogniser), **ENGINE
        )
    return lambda crops: recogniser.predict(crops, batch_size=6)
