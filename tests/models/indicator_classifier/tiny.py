"""A catalogue of a few concepts, and a network of one multiplication that knows two of them."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.indicator_classifier.catalogue import (
    Catalogue,
    ConceptWordings,
    Mixture,
    catalogue_to_json,
)
from models.indicator_classifier.encode import SIDES
from models.network_file import NetworkFile

CONCEPTS = (
    ConceptWordings("QTY-001", ("培训场次", "举办培训班")),
    ConceptWordings("CST-031", ("培训费",)),
)
MIXTURE = Mixture(likeness=8.0, filed=1.0, unseen=-3.0)


def tiny_files(folder: Path, none: float = 0.0) -> tuple[NetworkFile, NetworkFile]:
    """Its logits are 0 for both concepts and `none` for none, whatever it reads."""
    bias = np.array([0, 0, none], np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["sides", "weight"], ["product"]),
            helper.make_node("Add", ["product", "bias"], ["logits"]),
            helper.make_node("Identity", ["sides"], ["meaning"]),
            helper.make_node("Identity", ["grams"], ["unused"]),
        ],
        "tiny",
        [
            helper.make_tensor_value_info("grams", TensorProto.INT64, ["texts", "runs"]),
            helper.make_tensor_value_info("sides", TensorProto.FLOAT, ["texts", SIDES]),
        ],
        [
            helper.make_tensor_value_info("meaning", TensorProto.FLOAT, ["texts", SIDES]),
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", 3]),
            helper.make_tensor_value_info("unused", TensorProto.INT64, ["texts", "runs"]),
        ],
        [
            numpy_helper.from_array(np.zeros((SIDES, 3), np.float32), "weight"),
            numpy_helper.from_array(bias, "bias"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    network, concepts = folder / "tiny.onnx", folder / "concepts.json"
    onnx.save(model, network)
    catalogue = Catalogue(tuple(ConceptWordings(c.id, ()) for c in CONCEPTS), 2, MIXTURE)
    concepts.write_text(catalogue_to_json(catalogue), encoding="utf-8")
    return NetworkFile(network), NetworkFile(concepts)
