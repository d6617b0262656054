"""The exported head, drawn so that a runtime does the same sums with less copying.

The weights are folded or cut, never changed: the maps agree to rounding.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

_Array = NDArray[np.float32]


def cheaper_graph(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same network. Patterns that are not in `model` are left out, so it can be done twice.

    Args:
        model: an exported head; it is altered.
    """
    net = _Net.of(model)
    _fold_normalisation(net)
    _sum_instead_of_join(net)
    _one_output_convolution(net)
    _shuffle_row_by_row(net)
    return net.checked()


@dataclass(frozen=True, slots=True)
class _Net:
    """A graph with its weights as arrays by name."""

    model: onnx.ModelProto
    weights: dict[str, NDArray[np.generic]]

    @classmethod
    def of(cls, model: onnx.ModelProto) -> "_Net":
        held = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
        # The exporter writes equal weights once and gives them their other names by such nodes.
        for node in [n for n in model.graph.node if n.op_type == "Identity"]:
            if node.input[0] in held:
                held[node.output[0]] = held[node.input[0]]
                model.graph.node.remove(node)
        return cls(model, held)

    def nodes(self, operation: str) -> list[NodeProto]:
        return [n for n in self.model.graph.node if n.op_type == operation]

    def maker(self, name: str) -> NodeProto | None:
        return next((n for n in self.model.graph.node if name in n.output), None)

    def only_reader(self, name: str) -> NodeProto | None:
        """The one node that reads a tensor; None where there are several, or it is an output."""
        readers = [n for n in self.model.graph.node if name in n.input]
        shown = any(o.name == name for o in self.model.graph.output)
        return readers[0] if len(readers) == 1 and not shown else None

    def array(self, name: str) -> _Array:
        return np.asarray(self.weights[name], np.float32)

    def bias(self, convolution: NodeProto) -> _Array:
        """(outputs,): zeros where it has none."""
        if len(convolution.input) > 2:
            return self.array(convolution.input[2])
        return np.zeros(len(self.array(convolution.input[1])), np.float32)

    def set_weights(self, convolution: NodeProto, kernel: _Array, bias: _Array) -> None:
        name = convolution.output[0]
        self.weights[f"{name}.kernel"], self.weights[f"{name}.bias"] = kernel, bias
        del convolution.input[1:]
        convolution.input.extend([f"{name}.kernel", f"{name}.bias"])

    def replace(self, old: list[NodeProto], new: list[NodeProto]) -> None:
        """`new` stands where the last of `old` stood."""
        place = max(list(self.model.graph.node).index(node) for node in old)
        for node in reversed(new):
            self.model.graph.node.insert(place + 1, node)
        for node in old:
            self.model.graph.node.remove(node)

    def checked(self) -> onnx.ModelProto:
        read = {name for node in self.model.graph.node for name in node.input}
        del self.model.graph.initializer[:]
        self.model.graph.initializer.extend(
            numpy_helper.from_array(np.ascontiguousarray(array), name)
            for name, array in self.weights.items()
            if name in read
        )
        onnx.checker.check_model(self.model)
        return self.model


def _fold_normalisation(net: _Net) -> None:
    """A normalised sum of convolutions is the sum of scaled convolutions."""
    for norm in net.nodes("BatchNormalization"):
        total = net.maker(norm.input[0])
        if total is None or total.op_type != "Add" or net.only_reader(norm.input[0]) is None:
            continue
        terms = [_convolution_behind(net, name) for name in total.input]
        if any(term is None for term in terms):
            continue
        gain, offset, mean, variance = (net.array(name) for name in norm.input[1:])
        scale = gain / np.sqrt(variance + np.float32(str(_attribute(norm, "epsilon"))))
        shift = offset - mean * scale
        for term in terms:
            assert term is not None
            kernel = net.array(term.input[1])
            repeat = len(kernel) // len(scale)
            wide, moved = np.repeat(scale, repeat), np.repeat(shift, repeat)
            net.set_weights(term, kernel * wide[:, None, None, None], net.bias(term) * wide + moved)
            shift = np.zeros_like(shift)
        reader = helper.make_node("Add", list(total.input), [norm.output[0]])
        net.replace([total, norm], [reader])


def _convolution_behind(net: _Net, name: str) -> NodeProto | None:
    """The convolution whose result is only this term, pixels shuffled or not."""
    node = net.maker(name)
    if node is not None and _is_shuffle(node) and net.only_reader(name) is not None:
        name = node.input[0]
        node = net.maker(name)
    alone = net.only_reader(name) is not None
    return node if node is not None and node.op_type == "Conv" and alone else None


def _sum_instead_of_join(net: _Net) -> None:
    """A 1 x 1 convolution of joined tensors is a sum of convolutions of each, which runtimes add
    up in place; the joined tensor, the largest of the head, is never written."""
    for join in net.nodes("Concat"):
        mix = net.only_reader(join.output[0])
        makers = [net.maker(name) for name in join.input]
        if mix is None or not all(_is_convolution(node) for node in (mix, *makers)):
            continue
        kernel = net.array(mix.input[1])
        if kernel.shape[2:] != (1, 1):
            continue
        widths = [len(net.array(maker.input[1])) for maker in makers if maker is not None]
        parts = np.split(kernel, np.cumsum(widths)[:-1], axis=1)
        name, new = mix.output[0], []
        for number, (source, part) in enumerate(zip(join.input, parts, strict=True)):
            made = helper.make_node("Conv", [source], [f"{name}.part{number}"], kernel_shape=[1, 1])
            net.set_weights(made, part, net.bias(mix) * np.float32(number == 0))
            new.append(made)
        new += _sums([node.output[0] for node in new], name)
        net.replace([join, mix], new)


def _sums(terms: list[str], name: str) -> list[NodeProto]:
    """Additions, one after the other, of which the last gives `name`."""
    nodes, so_far = [], terms[0]
    for number, term in enumerate(terms[1:], start=1):
        result = name if number == len(terms) - 1 else f"{name}.sum{number}"
        nodes.append(helper.make_node("Add", [so_far, term], [result]))
        so_far = result
    return nodes


def _one_output_convolution(net: _Net) -> None:
    """Convolutions of one tensor whose results are joined are one: runtimes compute at least
    eight channels anyway, and the small kernels fit into the large one."""
    for join in net.nodes("Concat"):
        makers = [net.maker(name) for name in join.input]
        convolutions = [m for m in makers if m is not None and _is_convolution(m)]
        if len(convolutions) != len(makers) or len({m.input[0] for m in convolutions}) != 1:
            continue
        if any(net.only_reader(name) is None for name in join.input):
            continue
        kernels = [net.array(m.input[1]) for m in convolutions]
        side = max(kernel.shape[2] for kernel in kernels)
        if any(
            k.shape[2] != k.shape[3] or _attribute(m, "group", 1) != 1
            for k, m in zip(kernels, convolutions, strict=True)
        ):
            continue
        edge = side // 2
        whole = helper.make_node(
            "Conv",
            [convolutions[0].input[0]],
            [join.output[0]],
            kernel_shape=[side, side],
            pads=[edge] * 4,
        )
        padded = [
            np.pad(k, [(0, 0), (0, 0), *[((side - k.shape[2]) // 2,) * 2] * 2]) for k in kernels
        ]
        net.set_weights(
            whole,
            np.concatenate(padded),
            np.concatenate([net.bias(m) for m in convolutions]),
        )
        net.replace([*convolutions, join], [whole])


def _shuffle_row_by_row(net: _Net) -> None:
    """Even and odd rows of the finer map come from a convolution each. What is left of the pixel
    shuffle is to set two rows into each other, and to copy whole rows: ONNX Runtime's own operator
    moves every pixel by itself, on one thread."""
    for shuffle in net.nodes("DepthToSpace"):
        rise = _convolution_behind(net, shuffle.output[0])
        if rise is None or not _is_shuffle(shuffle):
            continue
        kernel, bias = net.array(rise.input[1]), net.bias(rise)
        if kernel.shape[2:] != (1, 1):
            continue
        name, channels = shuffle.output[0], len(kernel) // 4
        constants = {
            "pairs": np.array([-1, 2, 0, 0]),
            "factors": np.array([1, 0, 2, 2]),
            "terms": np.array([0, channels, 0, 0]),
        }
        net.weights.update({f"{name}.{key}": value for key, value in constants.items()})
        new = []
        for row in range(2):
            chosen = np.arange(len(kernel)).reshape(channels, 2, 2)[:, row].ravel()
            lifted, paired = f"{name}.row{row}", f"{name}.paired{row}"
            made = helper.make_node("Conv", [rise.input[0]], [lifted], kernel_shape=[1, 1])
            net.set_weights(made, kernel[chosen], bias[chosen])
            new += [
                made,
                helper.make_node("Reshape", [lifted, f"{name}.pairs"], [paired]),
                helper.make_node("Transpose", [paired], [f"{paired}.set"], perm=[0, 2, 3, 1]),
            ]
        rows = [f"{name}.paired{row}.set" for row in range(2)]
        new += [
            helper.make_node("Concat", rows, [f"{name}.rows"], axis=2),
            helper.make_node("Shape", [f"{name}.row0"], [f"{name}.size"]),
            helper.make_node("Mul", [f"{name}.size", f"{name}.factors"], [f"{name}.twice"]),
            helper.make_node("Add", [f"{name}.twice", f"{name}.terms"], [f"{name}.shape"]),
            helper.make_node("Reshape", [f"{name}.rows", f"{name}.shape"], [name]),
        ]
        net.replace([rise, shuffle], new)


def _is_convolution(node: NodeProto | None) -> bool:
    return node is not None and node.op_type == "Conv"


def _is_shuffle(node: NodeProto) -> bool:
    """Whether a node makes four channels that follow each other one of twice the size."""
    crd = _attribute(node, "mode", b"DCR") == b"CRD"
    return node.op_type == "DepthToSpace" and crd and _attribute(node, "blocksize") == 2


def _attribute(node: NodeProto, name: str, default: object = None) -> object:
    found = next((a for a in node.attribute if a.name == name), None)
    return default if found is None else helper.get_attribute_value(found)
