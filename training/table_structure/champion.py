"""A head's ONNX file → the network it was written from, so that training can go on.

The file holds normalisation folded into the convolutions. The network gets them as they are, and
normalisations that change nothing: it gives what the file gives, and is trained with them frozen.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from models.ocr.runtime import open_session
from models.table_structure.config import NECK_CHANNELS, STEM_CHANNELS
from training.corrections.champion import ForeignNetworkError
from training.table_structure.network import StructureHead

_NEAR = 1e-4
_Array = NDArray[np.float32]
_STRIPS = tuple(f"{part}.{number}" for part in ("far", "blocks") for number in range(2))


def champion_head(path: Path) -> StructureHead:
    """The network of an ONNX file that `head_to_onnx` wrote, in evaluation mode.

    Raises:
        ForeignNetworkError: its weights are not those of this network, or the network does not
            give what the file gives.
    """
    head = StructureHead()
    for norm in norms(head):
        _still(norm)
    try:
        weights = _weights(_Convolutions(onnx.load(path)), head)
        head.load_state_dict(head.state_dict() | weights)
    except (KeyError, IndexError, RuntimeError, ValueError) as error:
        raise ForeignNetworkError(f"{path.name}: 权重不符。 Other weights: {error}") from error
    head.eval()
    if greatest_difference(head, path) > _NEAR:
        raise ForeignNetworkError(f"{path.name}: 输出不符。 The network gives other figures.")
    return head


def greatest_difference(head: nn.Module, path: Path) -> float:
    """How far the maps of a network and of a file are apart at most, for features at random."""
    rng = np.random.default_rng(0)
    neck = rng.normal(0, 1, (1, NECK_CHANNELS, 40, 48)).astype(np.float32)
    stem = rng.normal(0, 1, (1, STEM_CHANNELS, 80, 96)).astype(np.float32)
    (maps,) = open_session(path.read_bytes(), 1).run(["maps"], {"neck": neck, "stem": stem})
    with torch.no_grad():
        own = torch.sigmoid(head(torch.from_numpy(neck), torch.from_numpy(stem))).numpy()
    return float(np.abs(own - maps).max())


def norms(head: nn.Module) -> list[nn.BatchNorm2d]:
    """The normalisations of a network."""
    return [module for module in head.modules() if isinstance(module, nn.BatchNorm2d)]


def _still(norm: nn.BatchNorm2d) -> None:
    """Let a normalisation change nothing."""
    if norm.running_var is not None:
        norm.running_var.fill_(1.0 - norm.eps)


class _Convolutions:
    """Kernels and biases of a graph by the name of what they give, which tells the layer."""

    def __init__(self, model: onnx.ModelProto) -> None:
        held = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
        self._found: dict[str, tuple[_Array, _Array]] = {}
        for node in model.graph.node:
            if node.op_type == "Conv":
                kernel = np.asarray(held[node.input[1]], np.float32)
                bias = np.zeros(len(kernel), np.float32)
                if len(node.input) > 2:
                    bias = np.asarray(held[node.input[2]], np.float32)
                self._found[node.output[0].removeprefix("/network/")] = kernel, bias

    def of(self, name: str) -> tuple[_Array, _Array]:
        return self._found[name]


def _weights(own: _Convolutions, head: StructureHead) -> dict[str, Tensor]:
    found: dict[str, _Array] = {}
    found["squeeze.0.weight"], found["squeeze.1.bias"] = own.of("squeeze/squeeze.0/Conv_output_0")
    for strip in _STRIPS:
        part = strip.split(".")[0]
        for way in ("across", "down", "near"):
            name = f"{strip}.{way}"
            found[f"{name}.weight"], found[f"{name}.bias"] = own.of(
                f"{part}/{strip}/{way}/Conv_output_0"
            )
        mixes = [own.of(f"{part}/{strip}/mix/mix.0/Conv_output_0.part{n}") for n in range(3)]
        found[f"{strip}.mix.0.weight"] = np.concatenate([kernel for kernel, _ in mixes], axis=1)
        found[f"{strip}.mix.1.bias"] = np.sum([bias for _, bias in mixes], axis=0)
    found |= _risen(own)
    kernel, bias = own.of("fine/fine.2/fine.2.0/Conv_output_0")
    found["fine.2.0.weight"], found["fine.2.1.bias"] = kernel, bias
    kernel, bias = own.of("Concat_output_0")
    edges = len(head.edges.weight)
    found["edges.weight"], found["edges.bias"] = kernel[:edges], bias[:edges]
    found["areas.weight"], found["areas.bias"] = kernel[edges:, :, 1:2, 1:2], bias[edges:]
    return {name: torch.from_numpy(one.copy()) for name, one in found.items()}


def _risen(own: _Convolutions) -> dict[str, _Array]:
    """Even and odd rows of the finer map, which the file makes one by one."""
    rows = [own.of(f"DepthToSpace_output_0.row{row}") for row in range(2)]
    channels = len(rows[0][0]) // 2
    kernel = np.stack([one.reshape(channels, 2, *one.shape[1:]) for one, _ in rows], axis=1)
    bias = np.stack([one.reshape(channels, 2) for _, one in rows], axis=1)
    stem, shift = own.of("stem/Conv_output_0")
    return {
        "rise.weight": kernel.reshape(-1, *kernel.shape[3:]),
        "rise.bias": bias.reshape(-1),
        "stem.weight": stem,
        "fine.0.bias": shift,
    }
