"""The trained networks → ONNX files."""

import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from models.table_structure.split_merge.cells import FEATURES
from models.table_structure.split_merge.session import SplitMergeFiles
from training.split_merge.networks import PLANES, MergeNetwork, SplitNetwork

_OPSET = 17


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
    files.rows.parent.mkdir(parents=True, exist_ok=True)
    for network, path in ((rows, files.rows), (columns, files.columns)):
        path.write_bytes(_onnx(network, planes, "planes"))
    files.cells.write_bytes(_onnx(cells, torch.rand(1, FEATURES, 7, 5), "cells"))


def _onnx(network: nn.Module, example: Tensor, name: str) -> bytes:
    free = {2: "rows", 3: "columns"} if name == "cells" else {1: "steps"}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The exporter that traces announces its end.
        warnings.simplefilter("ignore")
        path = Path(folder, "network.onnx")
        torch.onnx.export(
            _Chances(network).eval(),
            (example,),
            str(path),
            input_names=[name],
            output_names=["chances"],
            opset_version=_OPSET,
            dynamic_axes={name: {2: "height", 3: "width"}, "chances": free},
            dynamo=False,
        )
        model = onnx.load(path)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data
