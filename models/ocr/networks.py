"""The recogniser's network on either runtime: lines in, the best classes of each frame out."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.ocr.choices import Alternatives
from models.ocr.decode import Frames
from models.ocr.runtime import open_session
from models.ocr.weights import RECOGNISER, weights_path

_INPUT, _SCORES = "x", "fetch_name_0"
_BEST, _PROBABILITY = "best", "probability"
_CLASSES, _SHARES = "classes", "shares"
_THOUGHT_OF = 8
"""Classes of a frame that are given where others than the best are asked for."""
_MOST_WORKERS = 4
"""Calls at a time; more would take memory, about 80 MB each."""


Lines = NDArray[np.float32]
"""(N, 3, 48, W): encoded lines of one width."""


class InferenceError(RuntimeError):
    """The runtime refused a batch."""


@dataclass(frozen=True, slots=True)
class RecogniserGraph:
    """The network as ONNX bytes, the character of each class (class 0 is the blank), and the names
    of what it gives."""

    model: bytes
    characters: tuple[str, ...]
    outputs: tuple[str, ...] = (_BEST, _PROBABILITY)


@dataclass(frozen=True, slots=True, eq=False)
class NetworkResult:
    """What the network says of a batch; `alternatives` None where its graph gives none."""

    frames: Frames
    alternatives: Alternatives | None = None


class LineNetwork(Protocol):
    """Runs the network. One thread uses it at a time; it works on `workers` batches at a time."""

    @property
    def workers(self) -> int:
        """How many batches are worked on at a time."""
        ...

    def run(self, batches: Iterable[Lines]) -> list[NetworkResult]:
        """The result of each batch, in the same order. Raises InferenceError."""
        ...


def recogniser_graph() -> RecogniserGraph:
    """The recogniser, made to give the best class of a frame instead of all 18,710 scores.

    Copying those out of the runtime and searching them would cost a tenth of the network's time.

    Raises:
        WeightsNotFoundError: the weights are not on this machine.
    """
    model = _with_best(onnx.load(weights_path(RECOGNISER)))
    return RecogniserGraph(model.SerializeToString(), _characters(model))


def choosing_graph() -> RecogniserGraph:
    """As `recogniser_graph`, and it gives the best few classes of each frame too.

    Raises:
        WeightsNotFoundError: the weights are not on this machine.
    """
    model = _with_best(onnx.load(weights_path(RECOGNISER)))
    graph = model.graph
    graph.initializer.append(
        numpy_helper.from_array(np.array([_THOUGHT_OF], np.int64), "thought_of")
    )
    graph.node.append(
        helper.make_node("TopK", [_SCORES, "thought_of"], [_SHARES, _CLASSES], axis=2)
    )
    shape: list[str | int | None] = ["lines", "frames", _THOUGHT_OF]
    graph.output.append(helper.make_tensor_value_info(_CLASSES, TensorProto.INT64, shape))
    graph.output.append(helper.make_tensor_value_info(_SHARES, TensorProto.FLOAT, shape))
    outputs = (_BEST, _PROBABILITY, _CLASSES, _SHARES)
    return RecogniserGraph(model.SerializeToString(), _characters(model), outputs)


def _with_best(model: onnx.ModelProto) -> onnx.ModelProto:
    """Changed in place: its outputs are the best class of each frame and its probability."""
    graph = model.graph
    graph.node.append(helper.make_node("ArgMax", [_SCORES], [_BEST], axis=2, keepdims=0))
    graph.node.append(
        helper.make_node("ReduceMax", [_SCORES], [_PROBABILITY], axes=[2], keepdims=0)
    )
    del graph.output[:]
    shape = ["lines", "frames"]
    graph.output.append(helper.make_tensor_value_info(_BEST, TensorProto.INT64, shape))
    graph.output.append(helper.make_tensor_value_info(_PROBABILITY, TensorProto.FLOAT, shape))
    return model


def _characters(model: onnx.ModelProto) -> tuple[str, ...]:
    listed = next(entry.value for entry in model.metadata_props if entry.key == "character")
    return ("", *listed.split("\n"), " ")


class OnnxRuntimeNetwork:
    """The network on ONNX Runtime, one thread a batch: batches side by side are done sooner than
    batches after each other on all threads.

    Args:
        threads: processor threads in all.
    """

    def __init__(self, graph: RecogniserGraph, threads: int) -> None:
        self.workers = min(threads, _MOST_WORKERS)
        self._session = open_session(graph.model, threads // self.workers)
        self._outputs = list(graph.outputs)

    def run(self, batches: Iterable[Lines]) -> list[NetworkResult]:
        """See LineNetwork."""
        from onnxruntime.capi import onnxruntime_pybind11_state as state

        try:
            with ThreadPoolExecutor(self.workers, "read-lines") as pool:
                return list(pool.map(self._run_batch, batches))
        except (state.Fail, state.InvalidArgument, state.RuntimeException) as error:
            raise InferenceError(str(error)) from error

    def _run_batch(self, lines: Lines) -> NetworkResult:
        return _result(*self._session.run(self._outputs, {_INPUT: lines}))


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
        self._outputs = graph.outputs

    def run(self, batches: Iterable[Lines]) -> list[NetworkResult]:
        """See LineNetwork."""
        try:
            return [self._run_batch(lines) for lines in batches]
        except RuntimeError as error:
            raise InferenceError(str(error)) from error

    def _run_batch(self, lines: Lines) -> NetworkResult:
        self._request.infer({_INPUT: lines})
        # The tensors belong to the request, which goes on to the next batch.
        return _result(*(self._request.get_tensor(name).data.copy() for name in self._outputs))


def _result(
    best: NDArray[np.int64],
    probability: NDArray[np.float32],
    classes: NDArray[np.int64] | None = None,
    shares: NDArray[np.float32] | None = None,
) -> NetworkResult:
    frames = Frames(best, probability)
    if classes is None or shares is None:
        return NetworkResult(frames)
    return NetworkResult(frames, Alternatives(classes, shares))


def openvino_is_here() -> bool:
    """Whether the package `openvino` is installed."""
    return find_spec("openvino") is not None
