"""Looks at a page with one network that sees text, boundaries of cells and seals at once."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extractor.document import Page, PageImage, Pixels, Quads
from extractor.geometry import points_to_pixels
from extractor.look.boundaries import MapScale, lattices_to_rulings
from extractor.look.flat_view import FlatView, flat_view
from extractor.look.lattices import page_lattices
from extractor.look.quads import shrink
from extractor.look.sides import first_side, greatest_side, is_small_print
from extractor.look.specks import without_specks
from extractor.look.stamps import without_stamps
from extractor.look.text_lines import text_lines
from extractor.look.turn import DirectionVote, quarter_turn, text_slope
from extractor.look.warp import Points, Warp, rotation
from extractor.ports import Sight
from models.table_structure import PageMaps
from models.table_structure.split_merge import SplitMergeNetworks

_STEEP = 4.5
"""Degrees. A page that leans more is straightened and looked at once more."""


class PageEye(Protocol):
    """The network: see models.table_structure.PageNetwork."""

    def run(self, pixels: NDArray[np.uint8]) -> PageMaps:
        """Maps of a page (H, W, 3) uint8 RGB."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """What one pass saw. `small` is the page scaled, `scale` its pixels for one of the page's;
    `lines` are pixels of `small`; `base` is the warp it was seen through, in pixels of the upright
    page scaled alike."""

    small: Pixels
    scale: float
    maps: PageMaps
    lines: Quads
    base: Warp | None = None


class LearnedSight:
    """One pass of the network a page; a second one after a quarter turn, for small print and for
    pages that lean much.

    Args:
        eye: gives the maps.
        vote: tells which way up lines stand.
        networks: split tables without rules into rows and columns; None leaves these as traced.
    """

    def __init__(
        self, eye: PageEye, vote: DirectionVote, networks: SplitMergeNetworks | None = None
    ) -> None:
        self._eye = eye
        self._vote = vote
        self._networks = networks

    def look(self, page: Page) -> Sight:
        """See PageSight."""
        if page.image is None:
            return Sight(page, np.zeros((0, 4, 2), np.float32))
        image = without_specks(page.image)
        view = self._view(image)
        turn = quarter_turn(image.pixels, view.lines / np.float32(view.scale), self._vote)
        if turn:
            turned = np.ascontiguousarray(np.rot90(image.pixels, turn // 90))
            image = PageImage(turned, image.dpi)
            view = self._view(image)
        view = self._straightened(view)
        return _flat_sight(page, image, turn, view, self._networks)

    def look_flat(self, image: PageImage) -> tuple[FlatView, float]:
        """What is seen of an upright page, on the flat page; pixels of the view for one of the
        image's."""
        view = self._straightened(self._view(image))
        return _flat(view), view.scale

    def _view(self, image: PageImage) -> _View:
        first, enlarged = first_side(image), greatest_side(image)
        view = self._view_at(image, first)
        if first < enlarged and is_small_print(view.lines):
            view = self._view_at(image, enlarged)
        return view

    def _view_at(self, image: PageImage, side: int) -> _View:
        small, scale = shrink(image.pixels, side)
        # The writing of a seal would be found as lines of text, its ring as boundaries.
        return self._seen(without_stamps(small, image.dpi * scale), scale)

    def _seen(self, small: Pixels, scale: float, base: Warp | None = None) -> _View:
        maps = self._eye.run(small)
        # Outlines come in whole pixels: those of the page are finer than those of the view.
        height, width = (max(1, round(side / scale)) for side in small.shape[:2])
        lines = text_lines(maps.text, (width, height)) * np.float32(scale)
        return _View(small, scale, maps, lines, base)

    def _straightened(self, view: _View) -> _View:
        slope = text_slope(view.lines)
        if abs(slope) < _STEEP:
            return view
        base = rotation(slope, view.small.shape[1], view.small.shape[0])
        return self._seen(base.flatten(view.small, 1.0), view.scale, base)


@dataclass(frozen=True, slots=True, eq=False)
class _BackThrough:
    """The way back through a warp; `scale` is what a point has of the warp's pixels."""

    warp: Warp
    scale: float

    def __call__(self, points: Points) -> Points:
        """See WayBack."""
        return self.warp.backward(points * self.scale) / self.scale


def _flat(view: _View) -> FlatView:
    size = (view.small.shape[1], view.small.shape[0])
    return flat_view(view.maps, view.lines, size, view.base)


def _flat_sight(
    page: Page, image: PageImage, turn: int, view: _View, networks: SplitMergeNetworks | None
) -> Sight:
    """The page made flat, with what the view saw moved along."""
    flat = _flat(view)
    factor = 1 / view.scale
    if flat.warp is not None:
        image = PageImage(flat.warp.flatten(image.pixels, factor), image.dpi)
    scale = MapScale(factor, image.dpi)
    lattices = page_lattices(flat, image, scale, networks)
    upright = replace(
        page,
        width=image.width,
        height=image.height,
        words=(),
        rulings=lattices_to_rulings(lattices, scale),
        image=image,
        rotation=(page.rotation + turn) % 360,
        skew=page.skew + (0.0 if flat.warp is None else flat.warp.angle),
    )
    back = (
        None
        if flat.warp is None
        else _BackThrough(flat.warp, points_to_pixels(view.scale, image.dpi))
    )
    return Sight(upright, flat.lines * np.float32(factor), back)
