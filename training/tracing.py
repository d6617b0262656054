"""A trained network → the graph of an ONNX file."""

import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Signature:
    """Names of a network's inputs and outputs; `free` names, for a tensor, the dimensions whose
    size is not fixed."""

    inputs: Sequence[str]
    outputs: Sequence[str]
    free: Mapping[str, Mapping[int, str]]
    opset: int = 17


def traced(network: nn.Module, examples: Sequence[Tensor], signature: Signature) -> onnx.ModelProto:
    """The network in evaluation mode as a checked graph.

    Args:
        examples: an input of each name.
    """
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The exporter that traces announces its end, and that shapes become constants.
        warnings.simplefilter("ignore")
        path = Path(folder, "network.onnx")
        torch.onnx.export(
            network.eval(),
            tuple(examples),
            str(path),
            input_names=list(signature.inputs),
            output_names=list(signature.outputs),
            opset_version=signature.opset,
            dynamic_axes={name: dict(axes) for name, axes in signature.free.items()},
            dynamo=False,
        )
        model = onnx.load(path)
    onnx.checker.check_model(model)
    return model
