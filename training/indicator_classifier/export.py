"""The trained network → an ONNX file, and a new head put into one."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.indicator_classifier.config import INPUTS, OUTPUTS
from models.indicator_classifier.encode import encode
from models.indicator_classifier.texts import IndicatorText
from training.indicator_classifier.network import IndicatorNetwork
from training.indicator_classifier.settings import ClassifierTraining
from training.tracing import Signature, traced

Floats = NDArray[np.float32]
HEAD = ("head.weight", "head.bias")
_TABLE = "grams.weight"


def network_to_onnx(network: IndicatorNetwork) -> onnx.ModelProto:
    """A checked graph with free numbers of texts and of runs; its table of runs is halved to 16
    bits a number."""
    grams, sides = encode(
        [IndicatorText("培训次数", "数量指标", "≥3次"), IndicatorText("验收合格率")]
    )
    free = {"grams": {0: "texts", 1: "runs"}, "sides": {0: "texts"}}
    free |= {name: {0: "texts"} for name in OUTPUTS}
    examples = [torch.from_numpy(grams), torch.from_numpy(sides)]
    model = traced(network, examples, Signature(INPUTS, OUTPUTS, free))
    _halve(model.graph)
    onnx.checker.check_model(model)
    return model


def with_head(model: onnx.ModelProto, weight: Floats, bias: Floats) -> onnx.ModelProto:
    """A copy whose head is another one.

    Args:
        weight: (concepts + 1, MEANING).
        bias: (concepts + 1,).
    """
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    for name, values in zip(HEAD, (weight, bias), strict=True):
        tensor = next(entry for entry in copy.graph.initializer if entry.name.endswith(name))
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float32), tensor.name))
    for output in copy.graph.output:
        if output.name == OUTPUTS[1]:
            output.type.tensor_type.shape.dim[1].dim_value = len(bias)
    onnx.checker.check_model(copy)
    return copy


def head_of(model: onnx.ModelProto) -> tuple[Floats, Floats]:
    """Weight and bias of the head."""
    found = [
        numpy_helper.to_array(entry)
        for name in HEAD
        for entry in model.graph.initializer
        if entry.name.endswith(name)
    ]
    return found[0], found[1]


def write_settings(run: ClassifierTraining, network: IndicatorNetwork, path: Path) -> None:
    """Write, beside the network's file at `path`, what it was trained with and its digest."""
    told = {
        "settings": asdict(run),
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    path.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _halve(graph: onnx.GraphProto) -> None:
    """Store the table in 16 bits and widen what is looked up, not the table."""
    table = next(entry for entry in graph.initializer if entry.name.endswith(_TABLE))
    table.CopyFrom(
        numpy_helper.from_array(numpy_helper.to_array(table).astype(np.float16), table.name)
    )
    place, gather = next(
        (place, node) for place, node in enumerate(graph.node) if table.name in node.input
    )
    wide, narrow = gather.output[0], f"{gather.output[0]}_narrow"
    gather.output[0] = narrow
    graph.node.insert(place + 1, helper.make_node("Cast", [narrow], [wide], to=TensorProto.FLOAT))
