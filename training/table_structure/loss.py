"""How far maps are from their targets."""

import torch
from torch import Tensor, nn

_EDGES = 2
_EDGE_WEIGHT = 4.0
_DICE_WEIGHT = 0.5


def structure_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross entropy, heavier on boundaries, plus the Dice loss of the boundary maps.

    Args:
        logits: (N, 4, H, W).
        targets: (N, 4, H, W), 0–1.
    """
    weight = torch.ones_like(targets)
    weight[:, :_EDGES] += _EDGE_WEIGHT * targets[:, :_EDGES]
    entropy = nn.functional.binary_cross_entropy_with_logits(logits, targets, weight)
    found, wanted = torch.sigmoid(logits[:, :_EDGES]), targets[:, :_EDGES]
    both = (found * wanted).sum((2, 3))
    all_of = (found.square() + wanted.square()).sum((2, 3))
    dice = 1 - (2 * both + 1) / (all_of + 1)
    return entropy + _DICE_WEIGHT * dice.mean()
