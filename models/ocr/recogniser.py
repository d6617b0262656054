"""Reads crops of single lines, on the runtime that is the faster one on this machine."""

import logging
import statistics
import time
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

import numpy as np

from models.ocr.batches import LINE_HEIGHT, Crop, encode_lines, width_batches
from models.ocr.decode import Reading, decode_frames
from models.ocr.networks import (
    LineNetwork,
    OnnxRuntimeNetwork,
    OpenVinoNetwork,
    RecogniserGraph,
    openvino_is_here,
    recogniser_graph,
)

_log = logging.getLogger(__name__)
_TRIAL_SHAPES = ((6, 112), (2, 200), (1, 400))
"""(lines, width) of batches as a form makes them."""
_TRIAL_ROUNDS = 3
_WORTH_A_CHANGE = 0.9
"""Share of ONNX Runtime's time from which OpenVINO is taken: it holds more memory."""


class Runtime(StrEnum):
    """What runs the network. FASTEST measures once a process, where there is a choice."""

    FASTEST = "fastest"
    ONNXRUNTIME = "onnxruntime"
    OPENVINO = "openvino"


class LineRecogniser:
    """PP-OCRv6 small. Holds about 120 MB, 300 MB while it reads.

    Args:
        threads: processor threads.
        runtime: OPENVINO needs the package `openvino`.
    Raises:
        WeightsNotFoundError: the weights are not on this machine.
        ModuleNotFoundError: `runtime` is not installed.
    """

    def __init__(self, threads: int, runtime: Runtime = Runtime.FASTEST) -> None:
        graph = recogniser_graph()
        self.runtime = faster_runtime(threads) if runtime is Runtime.FASTEST else runtime
        self._characters = graph.characters
        self._network = _open_network(self.runtime, graph, threads)

    def read(self, crops: Sequence[Crop]) -> list[Reading]:
        """Text and confidence of each (H, W, 3) RGB crop of one line, in the same order.

        Raises:
            InferenceError: the runtime refused a batch.
        """
        batches = width_batches(crops, self._network.workers)
        encoded = (
            encode_lines([crops[place] for place in batch.places], batch.width) for batch in batches
        )
        readings = [Reading("", 0.0)] * len(crops)
        for batch, frames in zip(batches, self._network.run(encoded), strict=True):
            decoded = decode_frames(frames, self._characters)
            for place, reading in zip(batch.places, decoded, strict=True):
                readings[place] = reading
        return readings


@cache
def faster_runtime(threads: int) -> Runtime:
    """The runtime that reads batches of usual shapes faster; measured where both are installed."""
    if not openvino_is_here():
        return Runtime.ONNXRUNTIME
    graph = recogniser_graph()
    networks = [
        _open_network(runtime, graph, threads)
        for runtime in (Runtime.ONNXRUNTIME, Runtime.OPENVINO)
    ]
    rounds = [[_trial_seconds(network) for network in networks] for _ in range(_TRIAL_ROUNDS + 1)]
    share = statistics.median(other / first for first, other in rounds[1:])
    chosen = Runtime.OPENVINO if share < _WORTH_A_CHANGE else Runtime.ONNXRUNTIME
    _log.info("runtime.chosen", extra={"runtime": str(chosen), "openvino_share": round(share, 2)})
    return chosen


def _trial_seconds(network: LineNetwork) -> float:
    shapes = _TRIAL_SHAPES * network.workers
    batches = [np.zeros((count, 3, LINE_HEIGHT, width), np.float32) for count, width in shapes]
    start = time.perf_counter()
    network.run(batches)
    return time.perf_counter() - start


def _open_network(runtime: Runtime, graph: RecogniserGraph, threads: int) -> LineNetwork:
    if runtime is Runtime.OPENVINO:
        return OpenVinoNetwork(graph, threads)
    return OnnxRuntimeNetwork(graph, threads)
