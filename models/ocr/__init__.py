"""The text detector, line recogniser and line direction classifier: weights, folders, inference."""

from models.errors import WeightsNotFoundError
from models.ocr.decode import Reading
from models.ocr.direction import LineDirection
from models.ocr.folders import (
    DETECTOR_NAME,
    RECOGNISER_NAME,
    TextModelFolders,
    build_text_model_folders,
)
from models.ocr.lexicon import Lexicon
from models.ocr.networks import InferenceError
from models.ocr.recogniser import LineRecogniser, Runtime
from models.ocr.runtime import load_onnxruntime

__all__ = [
    "DETECTOR_NAME",
    "RECOGNISER_NAME",
    "InferenceError",
    "Lexicon",
    "LineDirection",
    "LineRecogniser",
    "Reading",
    "Runtime",
    "TextModelFolders",
    "WeightsNotFoundError",
    "build_text_model_folders",
    "load_onnxruntime",
]
