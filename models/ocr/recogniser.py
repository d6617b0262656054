"""Reads crops of single lines, on the runtime that is the faster one on this machine."""

import logging
import statistics
import time
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

import numpy as np

from models.ocr.batches import LINE_HEIGHT, Batch, Crop, encode_lines, width_batches
from models.ocr.choices import LineChoices, decode_choices
from models.ocr.decode import Reading, decode_frames
from models.ocr.lexicon import Lexicon
from models.ocr.networks import (
    LineNetwork,
    NetworkResult,
    OnnxRuntimeNetwork,
    OpenVinoNetwork,
    RecogniserGraph,
    choosing_graph,
    openvino_is_here,
    recogniser_graph,
)
from models.ocr.rescoring import rescored

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
        lexicon: has a say in what is read; None, or an empty one, leaves all to the network.
    Raises:
        WeightsNotFoundError: the weights are not on this machine.
        ModuleNotFoundError: `runtime` is not installed.
    """

    def __init__(
        self,
        threads: int,
        runtime: Runtime = Runtime.FASTEST,
        lexicon: Lexicon | None = None,
    ) -> None:
        self._lexicon = None if lexicon is None or lexicon.is_empty else lexicon
        graph = recogniser_graph() if self._lexicon is None else choosing_graph()
        self.runtime = faster_runtime(threads) if runtime is Runtime.FASTEST else runtime
        self._characters = graph.characters
        self._network = _open_network(self.runtime, graph, threads)

    def read(self, crops: Sequence[Crop]) -> list[Reading]:
        """Text and confidence of each (H, W, 3) RGB crop of one line, in the same order.

        Raises:
            InferenceError: the runtime refused a batch.
        """
        readings = [Reading("", 0.0)] * len(crops)
        batches = width_batches(crops, self._network.workers)
        for batch, result in zip(batches, run_batches(self._network, crops, batches), strict=True):
            for place, reading in zip(batch.places, self._decoded(result), strict=True):
                readings[place] = reading
        return readings

    def _decoded(self, result: NetworkResult) -> list[Reading]:
        if self._lexicon is None or result.alternatives is None:
            return decode_frames(result.frames, self._characters)
        lines = decode_choices(result.frames, result.alternatives, self._characters)
        return [rescored(line, self._lexicon) for line in lines]


class ChoiceReader:
    """Reads lines with what else they may say, as a lexicon is made from; on ONNX Runtime.

    Raises:
        WeightsNotFoundError: the weights are not on this machine.
    """

    def __init__(self, threads: int) -> None:
        graph = choosing_graph()
        self.characters = graph.characters
        self._network = OnnxRuntimeNetwork(graph, threads)

    def read(self, crops: Sequence[Crop]) -> list[LineChoices]:
        """As `LineRecogniser.read`. Raises InferenceError."""
        found = [LineChoices(Reading("", 0.0), ())] * len(crops)
        batches = width_batches(crops, self._network.workers)
        for batch, result in zip(batches, run_batches(self._network, crops, batches), strict=True):
            if result.alternatives is not None:
                lines = decode_choices(result.frames, result.alternatives, self.characters)
                for place, line in zip(batch.places, lines, strict=True):
                    found[place] = line
        return found


def run_batches(
    network: LineNetwork, crops: Sequence[Crop], batches: Sequence[Batch]
) -> list[NetworkResult]:
    """What a network says of each batch of crops. Raises InferenceError."""
    return network.run(
        encode_lines([crops[place] for place in batch.places], batch.width) for batch in batches
    )


@cache
def faster_runtime(threads: int) -> Runtime:
    """The runtime that reads batches of usual shapes faster; measured where both are installed.

    In one thread OpenVINO has no batches side by side, by which alone it is faster.
    """
    if threads == 1 or not openvino_is_here():
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
