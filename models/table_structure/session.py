"""Text detector and structure head as one network on ONNX Runtime."""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import compose

from models.network_file import NetworkFile
from models.ocr.runtime import memory_given_back, open_session
from models.ocr.weights import DETECTOR, weights_path
from models.table_structure.config import NECK, STEM, STRIDE, TEXT, WEIGHTS
from models.table_structure.encode import encode_page

Map = NDArray[np.float32]
_PREFIX = "structure/"
_USUAL_PIXELS = 1280 * 960
"""Of an A4 page as it is looked at. What a larger one needs is given back: it is kept else, and to
give back after every page costs a tenth of a second."""


@dataclass(frozen=True, slots=True, eq=False)
class PageMaps:
    """What one pass saw, as probabilities 0–1.

    `text` is (H, W), the page's own resolution; the others are (ceil(H / 2), ceil(W / 2)).
    `across` and `down` peak on cell boundaries, drawn or not, that run along x and along y;
    `table` is high inside tables, `seal` on the ink of seals.
    """

    text: Map
    across: Map
    down: Map
    table: Map
    seal: Map


class PageNetwork:
    """Holds about 150 MB; one network serves one thread at a time.

    Args:
        threads: processor threads.
        head: the structure head.
    Raises:
        WeightsNotFoundError: weights are not on this machine, or not those that were tested.
    """

    def __init__(self, threads: int, head: NetworkFile = WEIGHTS) -> None:
        self._session = open_session(merged_graph(head).SerializeToString(), threads)
        self._giving_back = memory_given_back()

    def run(self, pixels: NDArray[np.uint8]) -> PageMaps:
        """Maps of a page.

        Args:
            pixels: (H, W, 3) uint8 RGB, scaled so that its text is 11 to 40 pixels high.
        """
        height, width = pixels.shape[:2]
        after = self._giving_back if height * width > _USUAL_PIXELS else None
        text, maps = self._session.run([TEXT, "maps"], {"x": encode_page(pixels)}, after)
        half = maps[0, :, : -(-height // STRIDE), : -(-width // STRIDE)]
        return PageMaps(text[0, 0, :height, :width], half[0], half[1], half[2], half[3])


def merged_graph(head: NetworkFile) -> onnx.ModelProto:
    """The detector with the head on its features: input `x`, outputs text and `maps`.

    Raises:
        WeightsNotFoundError: weights are missing or have another digest.
    """
    data = head.read()
    detector = onnx.load(weights_path(DETECTOR))
    return _with_head(detector, onnx.load_from_string(data))


def _with_head(detector: onnx.ModelProto, head: onnx.ModelProto) -> onnx.ModelProto:
    """`head` reads `neck` and `stem` where the detector makes them."""
    features = {"neck": NECK, "stem": STEM}
    head = compose.add_prefix(head, _PREFIX, rename_inputs=False, rename_outputs=False)
    for node in head.graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = features.get(name, name)
    detector.graph.node.extend(head.graph.node)
    detector.graph.initializer.extend(head.graph.initializer)
    detector.graph.output.extend(head.graph.output)
    return detector
