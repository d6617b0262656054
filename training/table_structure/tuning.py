"""Fine-tuning of the structure head: from the champion on, corrected and synthetic pages mixed."""

import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from extractor.document import Pixels
from models.table_structure.config import STRIDE
from models.table_structure.encode import encode_page
from training.corrections.best_weights import BestWeights
from training.running import Parts, descend, keep, log, restore, running_mean, warm_cosine
from training.table_structure.corrected_pages import CorrectedPage
from training.table_structure.examples import CropSource
from training.table_structure.features import DetectorFeatures
from training.table_structure.known_loss import known_loss
from training.table_structure.known_targets import KnownMaps, PlacedCells, known_maps
from training.table_structure.network import StructureHead

CHECKPOINT = "checkpoint.pt"
_DPI = (92.0, 150.0)
"""Of A4, as in the training of the champion."""
_LEAN = 1.2
"""Degrees: pages were made flat before they were corrected; the head sees them as they came."""


@dataclass(frozen=True, slots=True)
class HeadTuning:
    """At most `steps` batches of one corrected and one synthetic crop, each `side` pixels square.
    The run ends when the loss of the pages held back has not fallen for `patience` looks, `every`
    steps apart, and the best weights are kept. Every look is a checkpoint. In the end `went` of the
    way from the champion's weights to those is gone: what makes grids of the maps was trained on
    the champion's."""

    seed: int = 20261122
    steps: int = 120
    side: int = 640
    learning_rate: float = 1e-3
    warm_up: int = 10
    mean_decay: float = 0.96
    went: float = 0.5
    looked: int = 8
    """Crops of pages held back that are looked at."""
    every: int = 20
    patience: int = 3
    rehearsed: int = 60
    """Synthetic forms that are gone over again."""
    threads: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class KnownPage:
    """A corrected page and its cells."""

    pixels: Pixels
    placed: PlacedCells


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """What is learned from: corrected pages, those held back, and synthetic ones (None: none)."""

    corrected: Sequence[KnownPage]
    held: Sequence[KnownPage]
    rehearsal: CropSource | None


@dataclass(frozen=True, slots=True, eq=False)
class TunedHead:
    """A head between the champion and the best one, after how many steps that was found, and the
    loss of the pages held back (NaN without any) of the champion and of it."""

    network: StructureHead
    steps: int
    champion_loss: float
    loss: float


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    inputs: tuple[Tensor, Tensor]
    targets: Tensor
    known: Tensor


def known_pages(pages: Sequence[CorrectedPage]) -> list[KnownPage]:
    """The pages that show cells of a table. Raises CorrectionError for a lost picture."""
    seen = ((page, page.pixels()) for page in pages)
    found = (KnownPage(pixels, page.placed(pixels)) for page, pixels in seen)
    return [page for page in found if page.placed.cells]


def _nobody(done: int) -> None:
    """Hears how many steps are done."""


def tune(
    champion: StructureHead,
    lessons: Lessons,
    run: HeadTuning,
    folder: Path,
    tell: Callable[[int], None] = _nobody,
) -> TunedHead:
    """Go on from the champion, or from the checkpoint in `folder`."""
    torch.manual_seed(run.seed)
    torch.set_num_threads(run.threads)
    network = deepcopy(champion).eval()  # normalisations stay as they are folded
    mean = torch.optim.swa_utils.AveragedModel(network, avg_fn=running_mean(run.mean_decay))
    optimizer = torch.optim.AdamW(network.parameters(), run.learning_rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, warm_cosine(run.steps, run.warm_up))
    draw = _Draw(lessons, run)
    held = draw.held()
    best = BestWeights(champion, held_loss(champion, held))
    parts: Parts = {
        "network": network,
        "mean": mean,
        "optimizer": optimizer,
        "schedule": schedule,
        "best": best,
    }
    folder.mkdir(parents=True, exist_ok=True)
    losses: list[float] = []
    clock = time.monotonic()
    for step in range(restore(parts, folder / CHECKPOINT), run.steps):
        if best.looks >= run.patience:
            break
        batch = draw.batch(step)
        loss = known_loss(network(*batch.inputs), batch.targets, batch.known)
        losses.append(descend(network, loss, optimizer))
        tell(step + 1)
        schedule.step()
        mean.update_parameters(network)
        if (step + 1) % run.every == 0 or step + 1 == run.steps:
            best.see(mean.module, held_loss(mean.module, held), step + 1)
            log(folder, step + 1, losses, time.monotonic() - clock)
            losses.clear()
            keep(parts, step + 1, folder / CHECKPOINT)
    own = champion.state_dict()
    moved = {n: own[n].lerp(w, run.went) for n, w in best.weights.items() if w.is_floating_point()}
    network.load_state_dict(own | moved)
    return TunedHead(network.eval(), best.step, best.first, held_loss(network, held))


def held_loss(network: nn.Module, held: Sequence[_Batch]) -> float:
    """Mean loss of the crops held back; NaN without any."""
    if not held:
        return float("nan")
    with torch.no_grad():
        losses = [float(known_loss(network(*b.inputs), b.targets, b.known)) for b in held]
    return sum(losses) / len(losses)


@dataclass(frozen=True, slots=True, eq=False)
class KnownCrop:
    """`pixels` (1, 3, S, S) as the detector takes them; the maps (4, S / 2, S / 2)."""

    pixels: NDArray[np.float32]
    maps: KnownMaps


class _Draw:
    """Batches by number, the same ones whatever was asked before."""

    def __init__(self, lessons: Lessons, run: HeadTuning) -> None:
        self._lessons, self._run = lessons, run
        self._features = DetectorFeatures(run.threads)

    def batch(self, number: int) -> _Batch:
        rng = np.random.default_rng([self._run.seed, number])
        pages = self._lessons.corrected
        crops = [known_crop(pages[int(rng.integers(len(pages)))], rng, self._run.side)]
        if self._lessons.rehearsal is not None:
            (old,) = self._lessons.rehearsal.batch(number, 1)
            crops.append(KnownCrop(old.pixels, KnownMaps(old.targets, np.ones_like(old.targets))))
        return self._batch(crops)

    def held(self) -> list[_Batch]:
        """Crops of the pages held back, evenly chosen, always the same."""
        pages = self._lessons.held
        rng = np.random.default_rng(self._run.seed)
        places = np.unique(np.linspace(0, len(pages) - 1, self._run.looked).round().astype(int))
        chosen = [pages[place] for place in places] if pages else []
        return [self._batch([known_crop(page, rng, self._run.side)]) for page in chosen]

    def _batch(self, crops: Sequence[KnownCrop]) -> _Batch:
        neck, stem = self._features.of(np.concatenate([crop.pixels for crop in crops]))
        return _Batch(
            (torch.from_numpy(neck), torch.from_numpy(stem)),
            torch.from_numpy(np.stack([crop.maps.targets for crop in crops])),
            torch.from_numpy(np.stack([crop.maps.known for crop in crops])),
        )


def known_crop(page: KnownPage, rng: np.random.Generator, side: int) -> KnownCrop:
    """A crop about one of the page's cells, at a resolution at which pages are looked at, leaning
    a little."""
    scale = float(rng.uniform(*_DPI)) / page.placed.dpi
    maps = known_maps(page.placed, scale)
    cells = page.placed.cells
    box = cells[int(rng.integers(len(cells)))].box
    lean = float(rng.uniform(-_LEAN, _LEAN))
    centre = np.array(box.center) * page.placed.dpi / 72 * scale + rng.uniform(-0.4, 0.4, 2) * side
    size = np.array([page.placed.size]) * scale
    room = np.maximum(size[0] - side / 2, side / 2)
    middle = np.clip(centre, np.minimum(side / 2, size[0] / 2), room)
    pixels = _cut(page.pixels, middle / scale, lean, (side, scale))
    planes = np.concatenate([maps.targets, maps.known]).transpose(1, 2, 0)
    fine = _cut(planes, middle / STRIDE, lean, (side // STRIDE, 1.0))
    cut = np.ascontiguousarray(fine.transpose(2, 0, 1)).astype(np.float32)
    half = len(maps.targets)
    return KnownCrop(encode_page(pixels.astype(np.uint8)), KnownMaps(cut[:half], cut[half:]))


def _cut(
    plane: NDArray[np.generic],
    middle: NDArray[np.float64],
    lean: float,
    size: tuple[int, float],
) -> NDArray[np.generic]:
    """A square of so many pixels about a place, scaled and turned; paper goes on at the edges."""
    side, scale = size
    matrix = cv2.getRotationMatrix2D((float(middle[0]) - 0.5, float(middle[1]) - 0.5), lean, scale)
    matrix[:, 2] += side / 2 - 0.5 - (middle - 0.5)
    is_picture = plane.dtype == np.uint8
    if is_picture and scale < 1:  # what warping skips would be lost
        shrunk = cv2.resize(plane, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        return _cut(shrunk, middle * scale, lean, (side, 1.0))
    mode = cv2.BORDER_REPLICATE if is_picture else cv2.BORDER_CONSTANT
    found: NDArray[np.generic] = cv2.warpAffine(
        plane, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=mode
    )
    return found
