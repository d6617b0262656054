"""The head on the detector's features, and the small U-Net it is compared with."""

import torch
from torch import Tensor, nn

from models.table_structure.config import MAPS, NECK_CHANNELS, STEM_CHANNELS


def _unit(inputs: int, outputs: int, size: int | tuple[int, int] = 1, groups: int = 1) -> nn.Module:
    height, width = (size, size) if isinstance(size, int) else size
    return nn.Sequential(
        nn.Conv2d(
            inputs,
            outputs,
            (height, width),
            padding=(height // 2, width // 2),
            groups=groups,
            bias=False,
        ),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class StripBlock(nn.Module):
    """Looks far along x and along y, where boundaries run: depthwise strips, then a mix."""

    def __init__(self, channels: int, reach: int) -> None:
        super().__init__()
        self.across = nn.Conv2d(
            channels, channels, (1, reach), padding=(0, reach // 2), groups=channels
        )
        self.down = nn.Conv2d(
            channels, channels, (reach, 1), padding=(reach // 2, 0), groups=channels
        )
        self.near = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.mix = _unit(3 * channels, channels)

    def forward(self, features: Tensor) -> Tensor:
        """(N, C, H, W) → the same shape."""
        seen = torch.cat([self.across(features), self.down(features), self.near(features)], 1)
        mixed: Tensor = features + self.mix(seen)
        return mixed


class StructureHead(nn.Module):
    """Detector features → logits of the maps.

    Args:
        channels: width at a quarter of the page's resolution.
        fine: width at half of it.
        reach: length of the strips, in pixels at a quarter.
        depth: number of strip blocks, and of those that look far.
    """

    def __init__(self, channels: int = 40, fine: int = 12, reach: int = 21, depth: int = 2) -> None:
        super().__init__()
        self.squeeze = _unit(NECK_CHANNELS, channels)
        # At a sixteenth of the resolution a strip spans a third of the page: the borders of a
        # large empty cell are known by what stands beside it.
        self.far = nn.Sequential(*(StripBlock(channels, reach) for _ in range(depth)))
        self.blocks = nn.Sequential(*(StripBlock(channels, reach) for _ in range(depth)))
        self.rise = nn.Conv2d(channels, 4 * fine, 1)
        self.stem = nn.Conv2d(STEM_CHANNELS, fine, 1, bias=False)
        self.fine = nn.Sequential(
            nn.BatchNorm2d(fine), nn.ReLU(inplace=True), _unit(fine, fine, 3, groups=fine)
        )
        self.edges = nn.Conv2d(fine, 2, 3, padding=1)
        self.areas = nn.Conv2d(fine, len(MAPS) - 2, 1)

    def forward(self, neck: Tensor, stem: Tensor) -> Tensor:
        """(N, 96, H / 4, W / 4), (N, 48, H / 2, W / 2) → logits (N, 4, H / 2, W / 2)."""
        near = self.squeeze(neck)
        far = self.far(nn.functional.avg_pool2d(near, 4))
        coarse = self.blocks(near + nn.functional.interpolate(far, scale_factor=4.0))
        lifted = nn.functional.pixel_shuffle(self.rise(coarse), 2)
        fine = self.fine(lifted + self.stem(stem))
        return torch.cat([self.edges(fine), self.areas(fine)], 1)


class SmallUNet(nn.Module):
    """Page pixels → logits of the maps, with a backbone of its own.

    Args:
        widths: channels at 1/2, 1/4, 1/8 and 1/16 of the page's resolution.
    """

    def __init__(self, widths: tuple[int, int, int, int] = (16, 32, 64, 96)) -> None:
        super().__init__()
        first, second, third, fourth = widths
        self.enter = nn.Sequential(
            nn.Conv2d(3, first, 3, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU(inplace=True)
        )
        self.level_half = _pair(first, first)
        self.level_quarter = _pair(first, second)
        self.level_eighth = _pair(second, third)
        self.level_sixteenth = nn.Sequential(_pair(third, fourth), StripBlock(fourth, 17))
        self.to_eighth = nn.Conv2d(fourth, third, 1)
        self.to_quarter = nn.Conv2d(third, second, 1)
        self.to_half = nn.Conv2d(second, first, 1)
        self.join_eighth = nn.Sequential(_pair(third, third), StripBlock(third, 17))
        self.join_quarter = _pair(second, second)
        self.join_half = _pair(first, first)
        self.maps = nn.Conv2d(first, len(MAPS), 3, padding=1)

    def forward(self, pixels: Tensor) -> Tensor:
        """(N, 3, H, W), normalised → logits (N, 4, H / 2, W / 2)."""
        pool, rise = nn.functional.max_pool2d, nn.functional.interpolate
        half = self.level_half(self.enter(pixels))
        quarter = self.level_quarter(pool(half, 2))
        eighth = self.level_eighth(pool(quarter, 2))
        deep = self.level_sixteenth(pool(eighth, 2))
        eighth = self.join_eighth(eighth + rise(self.to_eighth(deep), scale_factor=2.0))
        quarter = self.join_quarter(quarter + rise(self.to_quarter(eighth), scale_factor=2.0))
        half = self.join_half(half + rise(self.to_half(quarter), scale_factor=2.0))
        logits: Tensor = self.maps(half)
        return logits


def _pair(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(
        _unit(inputs, inputs, 3, groups=inputs),
        _unit(inputs, outputs),
        _unit(outputs, outputs, 3, groups=outputs),
        _unit(outputs, outputs),
    )
