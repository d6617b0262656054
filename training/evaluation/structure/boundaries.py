"""How many boundaries are met within two pixels at 110 dpi, before they are made a grid."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage, Ruling
from extractor.geometry import points_to_pixels
from extractor.tables import join_rulings, pixels_to_rulings
from models.table_structure.config import STRIDE
from models.table_structure.session import PageNetwork
from training.synthesis.truth import Points, TruthPage, moved_page
from training.table_structure.boundary_score import boundary_score
from training.table_structure.targets import page_targets

NETWORK_DPI = 110.0
Map = NDArray[np.float32]


def at_dpi(page: TruthPage, dpi: float = NETWORK_DPI) -> TruthPage:
    """The page and its truth at another resolution."""
    scale = dpi / page.dpi
    height, width = (max(1, round(side * scale)) for side in page.pixels.shape[:2])
    pixels = cv2.resize(page.pixels, (width, height), interpolation=cv2.INTER_AREA)
    factor = np.array([width / page.pixels.shape[1], height / page.pixels.shape[0]], np.float32)

    def forward(points: Points) -> Points:
        moved: Points = (points + np.float32(0.5)) * factor - np.float32(0.5)
        return moved

    scaled = moved_page(page, pixels, forward)
    return TruthPage(scaled.pixels, dpi, scaled.tables, scaled.texts)


def network_boundary_f1(page: TruthPage, network: PageNetwork) -> float:
    """F1 over boundary length of the network's maps."""
    small = at_dpi(page)
    maps = network.run(small.pixels)
    wanted = page_targets(small)
    return boundary_score((maps.across, maps.down), (wanted[0], wanted[1])).f1


def ruling_boundary_f1(page: TruthPage) -> float:
    """F1 over boundary length of the drawn lines that classical line finding sees."""
    small = at_dpi(page)
    rulings = join_rulings(pixels_to_rulings(PageImage(page.pixels, page.dpi)))
    wanted = page_targets(small)
    return boundary_score(_ruling_maps(rulings, small), (wanted[0], wanted[1])).f1


def _ruling_maps(rulings: Sequence[Ruling], page: TruthPage) -> tuple[Map, Map]:
    height, width = (-(-side // STRIDE) for side in page.pixels.shape[:2])
    across, down = (np.zeros((height, width), np.float32) for _ in range(2))
    for ruling in rulings:
        x0, top, x1, bottom = (
            int(points_to_pixels(side, page.dpi) / STRIDE)
            for side in (ruling.x0, ruling.top, ruling.x1, ruling.bottom)
        )
        cv2.line(across if ruling.is_horizontal else down, (x0, top), (x1, bottom), 1.0, 1)
    return across, down
