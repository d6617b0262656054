"""A trained network → ONNX."""

import torch
from torch import Tensor, nn

from models.table_structure.config import NECK_CHANNELS, STEM_CHANNELS
from training.table_structure.cheaper_graph import cheaper_graph
from training.tracing import Signature, traced

_OPSET = 11
"""That of the detector, with which the head is merged."""


class _Probabilities(nn.Module):
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> Tensor:
        return torch.sigmoid(self.network(*inputs))


def head_to_onnx(network: nn.Module) -> bytes:
    """Inputs `neck` and `stem`, output `maps`, sizes free."""
    example = (torch.rand(1, NECK_CHANNELS, 80, 64), torch.rand(1, STEM_CHANNELS, 160, 128))
    return _export(network, example, ("neck", "stem"))


def unet_to_onnx(network: nn.Module) -> bytes:
    """Input `x`, output `maps`, sizes free."""
    return _export(network, (torch.rand(1, 3, 320, 256),), ("x",))


def _export(network: nn.Module, example: tuple[Tensor, ...], names: tuple[str, ...]) -> bytes:
    axes = {name: {2: f"{name}_height", 3: f"{name}_width"} for name in (*names, "maps")}
    signature = Signature(names, ("maps",), axes, _OPSET)
    model = cheaper_graph(traced(_Probabilities(network), example, signature))
    data: bytes = model.SerializeToString()
    return data
