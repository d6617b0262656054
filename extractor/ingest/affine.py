"""Coordinates of a PDF page → points on the page as displayed, origin top left."""

from dataclasses import dataclass
from typing import Self

from extractor.geometry import BBox


@dataclass(frozen=True, slots=True)
class Affine:
    """x' = a·x + c·y + e, y' = b·x + d·y + f: the six numbers of a PDF matrix."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The image of a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def direction(self, x: float, y: float) -> tuple[float, float]:
        """The image of a vector."""
        return self.a * x + self.c * y, self.b * x + self.d * y

    def box(self, left: float, bottom: float, right: float, top: float) -> BBox:
        """The upright box around the image of a box."""
        corners = [self.point(x, y) for x in (left, right) for y in (bottom, top)]
        xs = [x for x, _ in corners]
        ys = [y for _, y in corners]
        return BBox(min(xs), min(ys), max(xs), max(ys))

    @property
    def scale(self) -> float:
        """How much longer lengths become, as the root of the area factor."""
        return float(abs(self.a * self.d - self.b * self.c) ** 0.5)

    def then(self, after: Self) -> "Affine":
        """This map, then another one."""
        return Affine(
            *after.direction(self.a, self.b),
            *after.direction(self.c, self.d),
            *after.point(self.e, self.f),
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """The displayed page: the map from PDF space, and its width and height in points."""

    to_page: Affine
    width: float
    height: float

    @property
    def box(self) -> BBox:
        """The whole page."""
        return BBox(0.0, 0.0, self.width, self.height)


def displayed_frame(left: float, bottom: float, right: float, top: float, turns: int) -> Frame:
    """The frame of a page whose visible box (PDF space, points) is shown after `turns` clockwise
    quarter turns."""
    width, height = right - left, top - bottom
    match turns % 4:
        case 0:
            return Frame(Affine(1, 0, 0, -1, -left, top), width, height)
        case 1:
            return Frame(Affine(0, 1, 1, 0, -bottom, -left), height, width)
        case 2:
            return Frame(Affine(-1, 0, 0, 1, right, -bottom), width, height)
        case _:
            return Frame(Affine(0, -1, -1, 0, top, right), height, width)
