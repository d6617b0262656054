"""The two model folders that PaddleOCR opens: `inference.onnx` beside `inference.yml`."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.ocr.batches import LINE_HEIGHT
from models.ocr.runtime import load_onnxruntime
from models.ocr.weights import DETECTOR, RECOGNISER, weights_path

DETECTOR_NAME = "PP-OCRv6_small_det"
RECOGNISER_NAME = "PP-OCRv6_small_rec"


@dataclass(frozen=True, slots=True)
class TextModelFolders:
    """Folders of the text detector and of the line recogniser."""

    detector: Path
    recogniser: Path


def build_text_model_folders(root: Path) -> TextModelFolders:
    """Write both folders under `root`, an existing empty folder of the caller (about 0.3 MB).

    Raises:
        WeightsNotFoundError: the weights are not on this machine.
    """
    detector, recogniser = weights_path(DETECTOR), weights_path(RECOGNISER)
    folders = TextModelFolders(root / DETECTOR_NAME, root / RECOGNISER_NAME)
    _write_folder(folders.detector, detector, _detector_settings())
    _write_folder(folders.recogniser, recogniser, _recogniser_settings(recogniser))
    return folders


def _write_folder(folder: Path, weights: Path, settings: dict[str, Any]) -> None:
    folder.mkdir()
    _place(weights, folder / "inference.onnx")
    # JSON is YAML, and is written much faster.
    text = json.dumps(settings, ensure_ascii=False)
    (folder / "inference.yml").write_text(text, encoding="utf-8")


def _place(source: Path, target: Path) -> None:
    """Link where the file system can, else copy."""
    try:
        os.symlink(source, target)
    except (OSError, NotImplementedError):
        shutil.copyfile(source, target)


def _detector_settings() -> dict[str, Any]:
    return {
        "Global": {"model_name": DETECTOR_NAME},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"DetLabelEncode": None},
                {"DetResizeForTest": {"resize_long": 960}},
                {
                    "NormalizeImage": {
                        "mean": [0.485, 0.456, 0.406],
                        "std": [0.229, 0.224, 0.225],
                        "scale": "1./255.",
                        "order": "hwc",
                    }
                },
                {"ToCHWImage": None},
                {"KeepKeys": {"keep_keys": ["image", "shape", "polys", "ignore_tags"]}},
            ]
        },
        "PostProcess": {
            "name": "DBPostProcess",
            "thresh": 0.3,
            "box_thresh": 0.6,
            "max_candidates": 3000,
            "unclip_ratio": 1.5,
        },
    }


def _recogniser_settings(weights: Path) -> dict[str, Any]:
    return {
        "Global": {"model_name": RECOGNISER_NAME},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"MultiLabelEncode": {"gtc_encode": "NRTRLabelEncode"}},
                {"RecResizeImg": {"image_shape": [3, LINE_HEIGHT, LINE_HEIGHT]}},
                {"KeepKeys": {"keep_keys": ["image", "label_ctc", "label_gtc", "length"]}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": _characters(weights)},
    }


def _characters(weights: Path) -> list[str]:
    """The characters the recogniser knows, in the order of its outputs."""
    ort = load_onnxruntime()

    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    text: str = session.get_modelmeta().custom_metadata_map["character"]
    return text.split("\n")
