"""What the form tagger reads and gives: sizes, names of tensors, weights."""

from pathlib import Path

from models.network_file import NetworkFile

HEAD_CHARACTERS, TAIL_CHARACTERS = 20, 8
"""Of a longer text so many characters of its beginning and of its end are read."""
CHARACTERS = HEAD_CHARACTERS + TAIL_CHARACTERS
HASHES = (1021, 1531)
"""Remainders by both numbers tell any two code points apart; 0 is no character."""
CHARACTER_CLASSES = 7

WINDOW = 480
"""Tokens that are looked at together; longer forms are read in windows."""
OVERLAP = 160
"""Tokens that two windows share."""

INPUTS = ("characters", "texts", "layout", "places")
OUTPUTS = ("roles", "panels", "keys", "parent", "continues")


WEIGHTS = NetworkFile(
    Path(__file__).parent / "weights" / "form_tagger.onnx",
    "b0ef13c46d693f9e653ee31badf2c549333d50ad628eba5518ccaf397662930c",
)
