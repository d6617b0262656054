"""The network: characters and sides → meaning → a score for each concept and for none."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.indicator_classifier.config import HASHES, MEANING
from models.indicator_classifier.encode import SIDES
from training.indicator_classifier.settings import NetworkSize


class _Block(nn.Module):
    """Each character looks at its neighbours; what was there is kept."""

    def __init__(self, width: int, reach: int) -> None:
        super().__init__()
        self.look = nn.Conv1d(width, width, reach, padding=reach // 2)
        self.norm = nn.LayerNorm(width)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        seen = self.look(states.transpose(1, 2)).transpose(1, 2)
        mixed: Tensor = states + functional.gelu(self.norm(seen))
        return mixed * mask


class IndicatorNetwork(nn.Module):
    """Reads N indicators.

    *Shape:* characters (N, L, 2) int64, 0 behind the end; sides (N, SIDES). Gives meaning
    (N, MEANING) and logits (N, concepts + 1), the last column for none.
    """

    def __init__(self, concepts: int, size: NetworkSize) -> None:
        super().__init__()
        self.letters = nn.ModuleList(
            nn.Embedding(count + 1, size.letters, padding_idx=0) for count in HASHES
        )
        self.widen = nn.Linear(size.letters, size.width)
        self.blocks = nn.ModuleList(_Block(size.width, size.reach) for _ in range(size.blocks))
        self.sides = nn.Linear(SIDES, size.sides)
        self.join = nn.Sequential(
            nn.Dropout(size.dropout),
            nn.Linear(2 * size.width + size.sides, size.hidden),
            nn.GELU(),
            nn.Dropout(size.dropout),
            nn.Linear(size.hidden, MEANING),
            nn.LayerNorm(MEANING),
        )
        self.head = nn.Linear(MEANING, concepts + 1)

    def forward(self, characters: Tensor, sides: Tensor) -> tuple[Tensor, Tensor]:
        """Meaning and logits; see the class."""
        mask = (characters[:, :, :1] > 0).float()
        planes = [table(characters[:, :, place]) for place, table in enumerate(self.letters)]
        states = self.widen(planes[0] + planes[1]) * mask
        for block in self.blocks:
            states = block(states, mask)
        highest = (states - 1e4 * (1 - mask)).amax(dim=1)
        mean = states.sum(dim=1) / mask.sum(dim=1).clamp(min=1)
        beside = functional.gelu(self.sides(sides))
        meaning = self.join(torch.cat([highest, mean, beside], dim=1))
        return meaning, self.head(meaning)
