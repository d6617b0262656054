"""The recogniser's network on either runtime: lines in, the best class of each frame out."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from models.ocr.decode import Frames
from models.ocr.runtime import open_session
from models.ocr.weights import RECOGNISER, weights_path

_INPUT, _SCORES = "x", "fetch_name_0"
_BEST, _PROBABILITY = "best", "probability"
_MOST_WORKERS = 4
"""Calls at a time; more would take memory, about 80 MB each."""


Lines = NDArray[np.float32]
"""(N, 3, 48, W): encoded lines of one width."""


class InferenceError(RuntimeError):
    """The runtime refused a batch."""


@dataclass(frozen=True, slots=True)
class RecogniserGraph:
    """The network as ONNX bytes, and the character of each class; class 0 is the blank."""

    model: bytes
    characters: tuple[str, ...]


class LineNetwork(Protocol):
    """Runs the network. One thread uses it at a time; it works on `workers` batches at a time."""

    @property
    def workers(self) -> int:
        """How many batches are worked on at a time."""
        ...

    def run(self, batches: Iterable[Lines]) -> list[Frames]:
        """The frames of each batch, in the same order. Raises InferenceError."""
        ...


def recogniser_graph() -> RecogniserGraph:
    """The recogniser, made to give the best class of a frame instead of all 18,710 scores.

    Copying those out of the runtime and searching them would cost a tenth of the network's time.

    Raises:
        WeightsNotFoundError: the weights are not on this machine.
    """
    model = onnx.load(weights_path(RECOGNISER))
    graph = model.graph
    graph.node.append(helper.make_node("ArgMax", [_SCORES], [_BEST], axis=2, keepdims=0))
    graph.node.append(
        helper.make_node("ReduceMax", [_SCORES], [_PROBABILITY], axes=[2], keepdims=0)
    )
    del graph.output[:]
    shape = ["lines", "frames"]
    graph.output.append(helper.make_tensor_value_info(_BEST, TensorProto.INT64, shape))
    graph.output.append(helper.make_tensor_value_info(_PROBABILITY, TensorProto.FLOAT, shape))
    listed = next(entry.value for entry in model.metadata_props if entry.key == "character")
    return RecogniserGraph(model.SerializeToString(), ("", *listed.split("\n"), " "))


class OnnxRuntimeNetwork:
    """The network on ONNX Runtime, one thread a batch: batches side by side are done sooner than
    batches after each other on all threads.

    Args:
        threads: processor threads in all.
    """

    def __init__(self, graph: RecogniserGraph, threads: int) -> None:
        self.workers = min(threads, _MOST_WORKERS)
        self._session = open_session(graph.model, threads // self.workers)

    def run(self, batches: Iterable[Lines]) -> list[Frames]:
        """See LineNetwork."""
        from onnxruntime.capi import onnxruntime_pybind11_state as state

        try:
            with ThreadPoolExecutor(self.workers, "read-lines") as pool:
                return list(pool.map(self._run_batch, batches))
        except (state.Fail, state.InvalidArgument, state.RuntimeException) as error:
            raise InferenceError(str(error)) from error

    def _run_batch(self, lines: Lines) -> Frames:
        best, probability = self._session.run([_BEST, _PROBABILITY], {_INPUT: lines})
        return Frames(best, probability)


class OpenVinoNetwork:
    """The network on OpenVINO, all threads on one batch. Needs the package `openvino`.

    Not several streams: they were no faster on lines, and calls side by side once did not end.

    Args:
        threads: processor threads in all.
    """

    workers = 1

    def __init__(self, graph: RecogniserGraph, threads: int) -> None:
        import openvino

        core = openvino.Core()
        options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads}
        compiled = core.compile_model(core.read_model(graph.model), "CPU", options)
        self._request = compiled.create_infer_request()

    def run(self, batches: Iterable[Lines]) -> list[Frames]:
        """See LineNetwork."""
        try:
            return [self._run_batch(lines) for lines in batches]
        except RuntimeError as error:
            raise InferenceError(str(error)) from error

    def _run_batch(self, lines: Lines) -> Frames:
        self._request.infer({_INPUT: lines})
        # The tensors belong to the request, which goes on to the next batch.
        best, probability = (self._request.get_output_tensor(i).data.copy() for i in range(2))
        return Frames(best, probability)


def openvino_is_here() -> bool:
    """Whether the package `openvino` is installed."""
    return find_spec("openvino") is not None
