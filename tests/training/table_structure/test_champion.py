import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from models.table_structure.config import WEIGHTS
from training.corrections.champion import ForeignNetworkError
from training.table_structure.champion import champion_head, greatest_difference


def test_the_shipped_head_comes_back_exactly() -> None:
    assert greatest_difference(champion_head(WEIGHTS.path), WEIGHTS.path) < 1e-5


def test_a_network_of_another_shape_is_refused(tmp_path) -> None:
    model = onnx.load(WEIGHTS.path)
    for node in model.graph.node:
        if node.op_type == "Conv" and "far.0/near" in node.output[0]:
            node.output[0] += "_other"
    path = tmp_path / "other.onnx"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ForeignNetworkError):
        champion_head(path)


def test_weights_that_do_not_fit_are_refused(tmp_path) -> None:
    model = onnx.load(WEIGHTS.path)
    (one,) = [w for w in model.graph.initializer if w.name == "network.far.0.near.weight"]
    one.CopyFrom(numpy_helper.from_array(np.zeros((40, 1, 5, 5), np.float32), one.name))
    path = tmp_path / "other.onnx"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ForeignNetworkError):
        champion_head(path)
