"""Boxes on a page, in points (1/72 inch), origin top left. The only file that knows dpi."""

from collections.abc import Iterable
from dataclasses import dataclass

POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class BBox:
    """A box on a page in points, origin top left; x1 and bottom are exclusive."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent along x, in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent along y, in points."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Area in square points, never negative."""
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def center(self) -> tuple[float, float]:
        """(x, y) of the middle, in points."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    def intersection(self, other: "BBox") -> float:
        """Area shared with another box, in square points."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    def overlap(self, other: "BBox") -> float:
        """Shared area over joined area, 0–1."""
        shared = self.intersection(other)
        joined = self.area + other.area - shared
        return shared / joined if joined > 0 else 0.0

    def contains_point(self, x: float, y: float) -> bool:
        """Whether the point (in points) lies inside."""
        return self.x0 <= x < self.x1 and self.top <= y < self.bottom


def union(boxes: Iterable[BBox]) -> BBox:
    """The smallest box around all boxes. Raises ValueError for none."""
    items = list(boxes)
    if not items:
        raise ValueError("union of no boxes")
    return BBox(
        min(b.x0 for b in items),
        min(b.top for b in items),
        max(b.x1 for b in items),
        max(b.bottom for b in items),
    )


def points_to_pixels(points: float, dpi: float) -> float:
    """Length in points → length in pixels at `dpi`."""
    return points * dpi / POINTS_PER_INCH


def pixels_to_points(pixels: float, dpi: float) -> float:
    """Length in pixels at `dpi` → length in points."""
    return pixels * POINTS_PER_INCH / dpi


def pixel_box_to_points(x0: float, top: float, x1: float, bottom: float, dpi: float) -> BBox:
    """A pixel box at `dpi` → BBox in points."""
    scale = POINTS_PER_INCH / dpi
    return BBox(x0 * scale, top * scale, x1 * scale, bottom * scale)
