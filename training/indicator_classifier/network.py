"""The network: runs of characters and sides → meaning → a score for each concept and for none."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.indicator_classifier.config import BUCKETS, MEANING
from models.indicator_classifier.encode import SIDES
from training.indicator_classifier.settings import NetworkSize


class IndicatorNetwork(nn.Module):
    """Reads N indicators.

    *Shape:* grams (N, G) int64, 0 for none; sides (N, SIDES). Gives meaning (N, MEANING) and
    logits (N, concepts + 1), the last column for none.
    """

    def __init__(self, concepts: int, size: NetworkSize) -> None:
        super().__init__()
        self.lost = size.lost
        self.grams = nn.Embedding(BUCKETS + 1, size.gram, padding_idx=0)
        nn.init.normal_(self.grams.weight, std=0.1)
        self.weigh = nn.Linear(size.gram, size.heads)
        self.sides = nn.Linear(SIDES, size.sides)
        self.join = nn.Sequential(
            nn.Dropout(size.dropout),
            nn.Linear((size.heads + 1) * size.gram + size.sides, size.hidden),
            nn.GELU(),
            nn.Dropout(size.dropout),
            nn.Linear(size.hidden, MEANING),
            nn.LayerNorm(MEANING),
        )
        self.head = nn.Linear(MEANING, concepts + 1)

    def forward(self, grams: Tensor, sides: Tensor) -> tuple[Tensor, Tensor]:
        """Meaning and logits; see the class."""
        if self.training:
            grams = grams * (torch.rand(grams.shape) >= self.lost)
        mask = (grams > 0).float()[:, :, None]
        found = self.grams(grams)
        weights = (self.weigh(found) - 1e4 * (1 - mask)).softmax(dim=1) * mask
        chosen = torch.matmul(weights.transpose(1, 2), found).flatten(1)
        mean = (found * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1).sqrt()
        beside = functional.gelu(self.sides(sides))
        meaning = self.join(torch.cat([chosen, mean, beside], dim=1))
        return meaning, self.head(meaning)
