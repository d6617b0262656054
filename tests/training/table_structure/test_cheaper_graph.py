from collections.abc import Sequence

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from models.ocr.runtime import open_session
from models.table_structure.config import WEIGHTS
from training.table_structure.cheaper_graph import cheaper_graph

Arrays = dict[str, NDArray[np.float32]]


def random_arrays(**shapes: tuple[int, ...]) -> Arrays:
    rng = np.random.default_rng(5)
    return {name: rng.random(shape, np.float32) - 0.4 for name, shape in shapes.items()}


def network(nodes: Sequence[NodeProto], weights: Arrays, channels: int) -> onnx.ModelProto:
    """Input `x` of any size, output `y`."""
    graph = helper.make_graph(
        nodes,
        "drawn",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, channels, None, None])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, None, None, None])],
        [numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6)


def result(model: onnx.ModelProto, channels: int) -> NDArray[np.float32]:
    x = np.random.default_rng(7).random((1, channels, 10, 14), np.float32)
    return np.asarray(open_session(model.SerializeToString(), 1).run(None, {"x": x})[0])


def operations(model: onnx.ModelProto) -> list[str]:
    return [node.op_type for node in model.graph.node]


def joined_strips() -> onnx.ModelProto:
    """Three depthwise strips, joined and mixed."""
    nodes = [
        helper.make_node("Conv", ["x", "a"], ["xa"], group=4, pads=[0, 2, 0, 2]),
        helper.make_node("Conv", ["x", "b"], ["xb"], group=4, pads=[2, 0, 2, 0]),
        helper.make_node("Conv", ["x", "c"], ["xc"], group=4, pads=[1, 1, 1, 1]),
        helper.make_node("Concat", ["xa", "xb", "xc"], ["all"], axis=1),
        helper.make_node("Conv", ["all", "mix", "bias"], ["y"]),
    ]
    shapes = {"a": (4, 1, 1, 5), "b": (4, 1, 5, 1), "c": (4, 1, 3, 3)}
    return network(nodes, random_arrays(**shapes, mix=(6, 12, 1, 1), bias=(6,)), 4)


def two_outputs() -> onnx.ModelProto:
    """A kernel of three pixels and one of one pixel, joined."""
    nodes = [
        helper.make_node("Conv", ["x", "wide", "bias"], ["edges"], pads=[1, 1, 1, 1]),
        helper.make_node("Conv", ["x", "point"], ["areas"]),
        helper.make_node("Concat", ["edges", "areas"], ["y"], axis=1),
    ]
    return network(nodes, random_arrays(wide=(2, 5, 3, 3), bias=(2,), point=(3, 5, 1, 1)), 5)


def shuffled_and_normalised() -> onnx.ModelProto:
    """A map raised to twice its size, added to another of that size, normalised."""
    nodes = [
        helper.make_node("Conv", ["x", "rise", "bias"], ["raised"]),
        helper.make_node("DepthToSpace", ["raised"], ["fine"], blocksize=2, mode="CRD"),
        helper.make_node("Resize", ["x", "roi", "scales"], ["large"], mode="nearest"),
        helper.make_node("Conv", ["large", "stem"], ["beside"]),
        helper.make_node("Add", ["fine", "beside"], ["sum"]),
        helper.make_node("BatchNormalization", ["sum", "g", "o", "m", "v"], ["y"], epsilon=1e-5),
    ]
    weights = random_arrays(
        rise=(12, 5, 1, 1), bias=(12,), stem=(3, 5, 1, 1), g=(3,), o=(3,), m=(3,), v=(3,)
    )
    weights["v"] = np.abs(weights["v"]) + 1
    weights["roi"] = np.zeros(0, np.float32)
    weights["scales"] = np.array([1, 1, 2, 2], np.float32)
    return network(nodes, weights, 5)


@pytest.mark.parametrize(
    ("model", "channels", "gone"),
    [
        (joined_strips(), 4, ["Concat"]),
        (two_outputs(), 5, ["Concat"]),
        (shuffled_and_normalised(), 5, ["DepthToSpace", "BatchNormalization"]),
    ],
    ids=["strips", "outputs", "shuffle"],
)
def test_a_costly_pattern_goes_and_the_result_stays(
    model: onnx.ModelProto, channels: int, gone: list[str]
) -> None:
    before = result(model, channels)

    cheaper = cheaper_graph(model)

    assert not set(gone) & set(operations(cheaper))
    np.testing.assert_allclose(result(cheaper, channels), before, atol=1e-5)


def test_a_tensor_that_is_read_elsewhere_keeps_its_node() -> None:
    model = two_outputs()
    model.graph.node[-1].output[0] = "joined"
    model.graph.node.append(helper.make_node("Concat", ["joined", "areas"], ["y"], axis=1))

    assert operations(cheaper_graph(model)).count("Conv") == 2


def test_the_shipped_head_is_as_cheap_as_it_gets() -> None:
    shipped = onnx.load(WEIGHTS.path)
    before = operations(shipped)

    assert operations(cheaper_graph(shipped)) == before
    assert not {"DepthToSpace", "BatchNormalization"} & set(before)
