"""How far maps are from targets of which only a part is known."""

import torch
from torch import Tensor, nn

_EDGES = 2
_EDGE_WEIGHT = 4.0
_DICE_WEIGHT = 0.5


def known_loss(logits: Tensor, targets: Tensor, known: Tensor) -> Tensor:
    """As `structure_loss`, of what is known.

    Args:
        logits, targets: (N, 4, H, W), targets 0–1.
        known: (N, 4, H, W), the weight of each place, 0 where nobody knows.
    """
    weight = known.clone()
    weight[:, :_EDGES] *= 1 + _EDGE_WEIGHT * targets[:, :_EDGES]
    entropy = nn.functional.binary_cross_entropy_with_logits(
        logits, targets, weight, reduction="sum"
    )
    sure = known[:, :_EDGES]
    found, wanted = torch.sigmoid(logits[:, :_EDGES]), targets[:, :_EDGES]
    both = (sure * found * wanted).sum((2, 3))
    all_of = (sure * (found.square() + wanted.square())).sum((2, 3))
    dice = 1 - (2 * both + 1) / (all_of + 1)
    return entropy / known.numel() + _DICE_WEIGHT * dice.mean()
