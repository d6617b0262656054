"""What the indicator classifier reads and gives: sizes, names of tensors, weights."""

from pathlib import Path

from models.network_file import NetworkFile

HEAD_CHARACTERS, TAIL_CHARACTERS = 40, 16
"""Of a longer name so many characters of its beginning and of its end are read."""
CHARACTERS = HEAD_CHARACTERS + TAIL_CHARACTERS
HASHES = (1021, 1531)
"""Remainders by both numbers tell any two code points apart; 0 is no character."""

INPUTS = ("characters", "sides")
OUTPUTS = ("meaning", "logits")
"""(N, MEANING) what the head reads, and (N, concepts + 1) what it says; the last is none."""
MEANING = 256

_FOLDER = Path(__file__).parent / "weights"
WEIGHTS = NetworkFile(_FOLDER / "indicator_classifier.onnx")
"""The network."""
CONCEPTS = NetworkFile(_FOLDER / "concepts.json")
"""What the network's columns stand for, their wordings, and how its scores become
probabilities."""
