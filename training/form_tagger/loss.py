"""What the form tagger is trained to lower."""

import torch
from torch import Tensor, nn

from training.form_tagger.batches import IGNORED
from training.form_tagger.network import TokenScores

_PARTS = (1.0, 0.5, 0.5, 1.0, 0.5)
"""Weights of role, panel, key, parent, continues."""


def tagging_loss(scores: TokenScores, targets: Tensor, smoothing: float) -> Tensor:
    """Sum of the cross entropies.

    Args:
        scores: of B forms of N tokens.
        targets: (B, N, 5), see Batch.
        smoothing: share of the probability that is spread over all classes; links have none.
    """
    loss = torch.zeros(())
    for place, (logits, weight) in enumerate(zip(scores, _PARTS, strict=True)):
        wanted = targets[:, :, place].flatten()
        if not (wanted != IGNORED).any():
            continue
        spread = smoothing if place < 3 else 0.0
        loss = loss + weight * nn.functional.cross_entropy(
            logits.flatten(0, 1), wanted, ignore_index=IGNORED, label_smoothing=spread
        )
    return loss
