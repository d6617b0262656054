"""The trained networks → ONNX files."""

import torch
from torch import Tensor, nn

from models.table_structure.split_merge.cells import FEATURES
from models.table_structure.split_merge.session import SplitMergeFiles
from training.split_merge.networks import PLANES, MergeNetwork, SplitNetwork
from training.tracing import Signature, traced


class _Chances(nn.Module):
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, inputs: Tensor) -> Tensor:
        chances: Tensor = torch.sigmoid(self.network(inputs))
        return chances


def write_networks(
    rows: SplitNetwork, columns: SplitNetwork, cells: MergeNetwork, files: SplitMergeFiles
) -> None:
    """Write the three files; sizes of pages and tables stay free."""
    planes = torch.rand(1, PLANES, 96, 128)
    files.rows.path.parent.mkdir(parents=True, exist_ok=True)
    for network, file in ((rows, files.rows), (columns, files.columns)):
        file.path.write_bytes(_onnx(network, planes, "planes"))
    files.cells.path.write_bytes(_onnx(cells, torch.rand(1, FEATURES, 7, 5), "cells"))


def _onnx(network: nn.Module, example: Tensor, name: str) -> bytes:
    free = {2: "rows", 3: "columns"} if name == "cells" else {1: "steps"}
    axes = {name: {2: "height", 3: "width"}, "chances": free}
    signature = Signature((name,), ("chances",), axes)
    data: bytes = traced(_Chances(network), (example,), signature).SerializeToString()
    return data
