"""The networks: one splits planes into rows (or, turned, columns), one merges their cells."""

import torch
from torch import Tensor, nn

from models.table_structure.split_merge.cells import FEATURES

PLANES = 4


class SplitBlock(nn.Module):
    """Looks around, far along both axes, and at the whole row."""

    def __init__(self, channels: int, reach: int) -> None:
        super().__init__()
        self.wide = nn.Conv2d(channels, channels, (3, 7), padding=(1, 3), groups=channels)
        self.high = nn.Conv2d(
            channels, channels, (reach, 1), padding=(reach // 2, 0), groups=channels
        )
        self.row = nn.Sequential(
            nn.Conv1d(2 * channels, channels, 7, padding=3), nn.ReLU(inplace=True)
        )
        self.mix = nn.Sequential(nn.Conv2d(3 * channels, channels, 1), nn.ReLU(inplace=True))

    def forward(self, seen: Tensor) -> Tensor:
        """(N, C, H, W) → the same shape."""
        row = self.row(torch.cat([seen.mean(3), seen.amax(3)], 1))
        row = row[:, :, :, None].expand(-1, -1, -1, seen.shape[3])
        around = torch.cat([self.wide(seen), self.high(seen), row], 1)
        mixed: Tensor = seen + self.mix(around)
        return mixed


class SplitNetwork(nn.Module):
    """Planes of a table → at every other pixel row, the logit that rows part there.

    Args:
        channels: width of the blocks.
    """

    def __init__(self, channels: int = 24) -> None:
        super().__init__()
        self.enter = nn.Sequential(
            nn.Conv2d(PLANES, channels, 4, stride=(2, 4), padding=(1, 0)),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d((1, 2)),
        )
        self.blocks = nn.Sequential(*(SplitBlock(channels, 7) for _ in range(4)))
        self.leave = nn.Sequential(
            nn.Conv1d(2 * channels, channels, 5, padding=2),
            nn.ReLU(inplace=True),
            nn.Conv1d(channels, 1, 5, padding=2),
        )

    def forward(self, planes: Tensor) -> Tensor:
        """(N, 4, H, W), H even and W a multiple of 8 → (N, H / 2)."""
        seen = self.blocks(self.enter(planes))
        logits: Tensor = self.leave(torch.cat([seen.mean(3), seen.amax(3)], 1))[:, 0]
        return logits


class MergeBlock(nn.Module):
    """Looks at the cells around, and at the whole row and column of each."""

    def __init__(self, channels: int, step: int) -> None:
        super().__init__()
        self.near = nn.Conv2d(channels, channels, 3, padding=step, dilation=step)
        self.row = nn.Conv2d(2 * channels, channels, 1)
        self.column = nn.Conv2d(2 * channels, channels, 1)
        self.mix = nn.Conv2d(channels, channels, 1)

    def forward(self, seen: Tensor) -> Tensor:
        """(N, C, R, K) → the same shape."""
        row = self.row(torch.cat([seen.mean(3, True), seen.amax(3, True)], 1))
        column = self.column(torch.cat([seen.mean(2, True), seen.amax(2, True)], 1))
        around = torch.relu(self.near(seen) + row + column)
        mixed: Tensor = seen + torch.relu(self.mix(around))
        return mixed


class MergeNetwork(nn.Module):
    """Features of cells → logits that a cell ends below, ends on the right, is of the table.

    Args:
        channels: width of the blocks.
    """

    def __init__(self, channels: int = 40) -> None:
        super().__init__()
        self.enter = nn.Sequential(nn.Conv2d(FEATURES, channels, 1), nn.ReLU(inplace=True))
        self.blocks = nn.Sequential(*(MergeBlock(channels, step) for step in (1, 1, 2, 4, 1)))
        self.leave = nn.Conv2d(channels, 3, 1)

    def forward(self, cells: Tensor) -> Tensor:
        """(N, FEATURES, R, C) → (N, 3, R, C)."""
        logits: Tensor = self.leave(self.blocks(self.enter(cells)))
        return logits
