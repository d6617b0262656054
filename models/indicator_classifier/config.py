"""What the indicator classifier reads and gives: sizes, names of tensors, weights."""

from pathlib import Path

from models.network_file import NetworkFile

HEAD_CHARACTERS, TAIL_CHARACTERS = 40, 16
"""Of a longer name so many characters of its beginning and of its end are read."""
CHARACTERS = HEAD_CHARACTERS + TAIL_CHARACTERS
GRAMS = 3
"""Runs of one to so many characters are read."""
BUCKETS = 32749
"""Rows of the table of runs; several rare runs may share one. 0 is no run."""

INPUTS = ("grams", "sides")
OUTPUTS = ("meaning", "logits")
"""(N, MEANING) what the head reads, and (N, concepts + 1) what it says; the last is none."""
MEANING = 256

_FOLDER = Path(__file__).parent / "weights"
WEIGHTS = NetworkFile(
    _FOLDER / "indicator_classifier.onnx",
    "2f20834958f6bfc49e81e9bde8328cec41a7600604daf9a6f3dae9065143baf2",
)
"""The network."""
CONCEPTS = NetworkFile(
    _FOLDER / "concepts.json",
    "0ef11de0a787f5d184c0a2137b249401ffef707eed2e386d9a4dc90040ef8bdb",
)
"""What the network's columns stand for, their wordings, and how its scores become
probabilities."""
