"""A tagger's ONNX file → the network it was written from, so that training can go on."""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from models.errors import RegistryError
from models.form_tagger.encode import character_planes, encode_form
from models.form_tagger.session import FormTagger
from models.form_tagger.tokens import FormToken
from models.network_file import NetworkFile
from training.form_tagger.network import FormNetwork

_PREFIX = "network."
_NEAR = 1e-3


class ForeignNetworkError(RegistryError):
    """An ONNX file holds another network than this product's."""

    code = "models.foreign"
    remedy = (
        "用 jixiao models rollback 回退到本产品的网络后再训练。 "
        "Go back to a network of this product with `jixiao models rollback`, then train."
    )


def champion_network(path: Path) -> FormNetwork:
    """The network of an ONNX file that `write_network` wrote, in evaluation mode.

    Raises:
        ForeignNetworkError: its weights are not those of this network, or the network does not
            give what the file gives.
    """
    weights = _weights(onnx.load(path))
    network = FormNetwork()
    wanted = network.state_dict()
    lost = [
        name
        for name, tensor in wanted.items()
        if weights.get(name, np.empty(0)).shape != tuple(tensor.shape)
    ]
    if lost:
        raise ForeignNetworkError(f"{path.name}: 权重不符。 Other weights: {lost[0]}")
    network.load_state_dict({name: torch.from_numpy(weights[name].copy()) for name in wanted})
    network.eval()
    if not _gives_the_same(network, path):
        raise ForeignNetworkError(f"{path.name}: 输出不符。 The network gives other figures.")
    return network


def _weights(model: onnx.ModelProto) -> dict[str, NDArray[np.float32]]:
    """Weights by name. The exporter turns those of linear layers and takes their names: they are
    known by the bias that is added to their product."""
    held = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    weights = {
        name.removeprefix(_PREFIX): array
        for name, array in held.items()
        if name.startswith(_PREFIX)
    }
    products = {
        node.output[0]: node.input[1]
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in held
    }
    for node in model.graph.node:
        if node.op_type != "Add":
            continue
        for bias, product in (node.input, reversed(node.input)):
            if bias in held and product in products and bias.endswith(".bias"):
                name = bias.removeprefix(_PREFIX).removesuffix("bias") + "weight"
                weights[name] = held[products[product]].T
    return weights


def _gives_the_same(network: FormNetwork, path: Path) -> bool:
    tokens = [FormToken(f"指标{number}", number // 4, number % 4, width=4) for number in range(12)]
    form = encode_form(tokens)
    arrays = (
        character_planes(form.characters),
        form.texts[None],
        form.layout[None],
        form.places[None],
    )
    inputs = [torch.from_numpy(array) for array in arrays]
    with torch.no_grad():
        scores = network(*inputs, torch.ones((1, len(tokens))))
    roles = scores.roles.softmax(dim=-1)[0].numpy()
    return bool(np.abs(roles - FormTagger(1, NetworkFile(path)).tag(tokens).roles).max() < _NEAR)
