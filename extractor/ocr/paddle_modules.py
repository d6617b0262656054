"""PaddleOCR's own detector and recogniser on ONNX Runtime, offline."""

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from extractor.errors import OcrError, WeightsMissingError
from models.ocr import (
    DETECTOR_NAME,
    RECOGNISER_NAME,
    WeightsNotFoundError,
    build_text_model_folders,
    load_onnxruntime,
)


@contextmanager
def as_ocr_error() -> Iterator[None]:
    """What a network raises on an odd image, as an OcrError."""
    import cv2

    ort = load_onnxruntime().capi.onnxruntime_pybind11_state
    try:
        yield
    except (cv2.error, ort.Fail, ort.InvalidArgument, ort.RuntimeException) as error:
        raise OcrError(f"页面无法识别。 The page cannot be recognised: {error}") from error


def available_threads() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_detector(threads: int) -> Any:  # noqa: ANN401
    """A paddleocr TextDetection. Raises WeightsMissingError."""
    return _load("TextDetection", DETECTOR_NAME, threads)


def load_recogniser(threads: int) -> Any:  # noqa: ANN401
    """A paddleocr TextRecognition. Raises WeightsMissingError."""
    return _load("TextRecognition", RECOGNISER_NAME, threads)


def _load(module: str, model: str, threads: int) -> Any:  # noqa: ANN401
    """Imports PaddleOCR here: it takes two seconds and 150 MB."""
    with tempfile.TemporaryDirectory(prefix="jixiao-ocr-") as root:
        try:
            build_text_model_folders(Path(root))
        except WeightsNotFoundError as error:
            raise WeightsMissingError(str(error)) from error
        load_onnxruntime()
        os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
        # It makes folders there on import, and a service account may have no home to write to.
        os.environ.setdefault("PADDLE_PDX_CACHE_HOME", str(Path(root) / "cache"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import paddleocr

            logging.getLogger("paddlex").setLevel(logging.ERROR)
            return getattr(paddleocr, module)(
                model_name=model,
                model_dir=str(Path(root) / model),
                engine="onnxruntime",
                device="cpu",
                # Every line has its own shape: plans and arenas kept per shape only grow.
                engine_config={"intra_op_num_threads": threads, "enable_mem_pattern": False},
            )
