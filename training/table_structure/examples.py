"""Crops of degraded synthetic pages with their targets, the same for the same seed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_structure.config import STRIDE
from models.table_structure.encode import encode_page
from training.synthesis.truth import TruthPage, moved_page
from training.table_structure.targets import Maps, page_targets

Degrade = Callable[[TruthPage, np.random.Generator], TruthPage]
"""A clean page and a generator → the page as a scanner, telephone or fax machine gives it, at
about the resolution at which the network sees pages."""


class Pages(Protocol):
    """Clean pages by number."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> TruthPage: ...


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """`pixels` is (1, 3, S, S) float32 as the detector takes it; `targets` (4, S / 2, S / 2)."""

    pixels: NDArray[np.float32]
    targets: Maps


class CropSource:
    """Numbered batches of crops: number → examples, whatever was asked before.

    Args:
        pages: clean pages.
        degrade: wears a page.
        seed: decides everything that is random.
        side: pixels of a crop, a multiple of 32.
    """

    def __init__(self, pages: Pages, degrade: Degrade, seed: int, side: int = 640) -> None:
        self.pages, self.degrade, self.seed, self.side = pages, degrade, seed, side

    def batch(self, number: int, count: int) -> Sequence[Example]:
        """`count` crops, one of each page."""
        rng = np.random.default_rng([self.seed, number])
        examples: list[Example] = []
        while len(examples) < count:
            page = self.degrade(self.pages[int(rng.integers(len(self.pages)))], rng)
            page = _flipped(page, rng)
            examples.append(self._crop(page.pixels, page_targets(page), rng))
        return examples

    def _crop(self, pixels: NDArray[np.uint8], targets: Maps, rng: np.random.Generator) -> Example:
        side, fine = self.side, self.side // STRIDE
        height, width = pixels.shape[:2]
        below, right = max(0, side - height), max(0, side - width)
        if below or right:
            pixels = cv2.copyMakeBorder(pixels, 0, below, 0, right, cv2.BORDER_REPLICATE)
        top = STRIDE * int(rng.integers(0, (pixels.shape[0] - side) // STRIDE + 1))
        left = STRIDE * int(rng.integers(0, (pixels.shape[1] - side) // STRIDE + 1))
        part = targets[:, top // STRIDE :, left // STRIDE :][:, :fine, :fine]
        wanted = np.zeros((len(targets), fine, fine), np.float32)
        wanted[:, : part.shape[1], : part.shape[2]] = part
        crop = np.ascontiguousarray(pixels[top : top + side, left : left + side])
        return Example(encode_page(crop), wanted)


def _flipped(page: TruthPage, rng: np.random.Generator) -> TruthPage:
    """One page in ten is turned by half: what way up it stands is found out later."""
    if rng.random() >= 0.1:
        return page
    height, width = page.pixels.shape[:2]
    corner = np.array([width - 1, height - 1], np.float32)
    seal = None if page.seal is None else np.ascontiguousarray(page.seal[::-1, ::-1])
    pixels = np.ascontiguousarray(page.pixels[::-1, ::-1])
    return moved_page(page, pixels, lambda points: corner - points, seal)
