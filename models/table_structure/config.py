"""What the head reads and gives: names of tensors, resolution, weights."""

from pathlib import Path

from models.network_file import NetworkFile

MAPS = ("across", "down", "table", "seal")
"""The maps in the order of the head's channels: boundaries that run along x, boundaries that run
along y, the inside of a table, the ink of a seal."""

STRIDE = 2
"""Pixels of the page a pixel of a map stands for, each way."""

MULTIPLE = 32
"""Height and width of the encoded page are multiples of this."""

NECK, STEM = "p2o.pd_op.concat.1.0", "p2o.pd_op.concat.0.0"
"""Tensors of the text detector: 96 channels at a quarter, 48 at half of the page's resolution."""
NECK_CHANNELS, STEM_CHANNELS = 96, 48
TEXT = "fetch_name_0"
"""Output of the text detector: probability of text, at the page's resolution."""


WEIGHTS = NetworkFile(
    Path(__file__).parent / "weights" / "table_structure.onnx",
    "90ff44423065fff3132ff9debb64fd2e5f6ed22d21639768431fece6dca0c2a5",
)
