"""The text detector's features of encoded pixels, frozen."""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from models.ocr.runtime import open_session
from models.ocr.weights import DETECTOR, weights_path
from models.table_structure.config import NECK, STEM

Features = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Neck (N, 96, H / 4, W / 4) and stem (N, 48, H / 2, W / 2)."""


class DetectorFeatures:
    """The detector with its inner tensors as outputs. Raises WeightsNotFoundError."""

    def __init__(self, threads: int) -> None:
        model = onnx.load(weights_path(DETECTOR))
        for name in (NECK, STEM):
            model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
        self._session = open_session(model.SerializeToString(), threads)

    def of(self, pixels: NDArray[np.float32]) -> Features:
        """Features of (N, 3, H, W) encoded pixels."""
        neck, stem = self._session.run([NECK, STEM], {"x": pixels})
        return neck, stem
