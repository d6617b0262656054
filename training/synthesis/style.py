"""How a form is set on paper."""

from dataclasses import dataclass
from enum import StrEnum


class Orientation(StrEnum):
    """A4, upright or lying."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


FONTS = (
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "AR PL UMing CN",
    "WenQuanYi Zen Hei",
    "AR PL UKai CN",
)
SIZES_PT = (10.5, 9.0, 12.0, 10.0, 11.0)
A4_MM = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Font family, its size in points, page orientation and margin in millimetres."""

    font: str = FONTS[0]
    size_pt: float = 10.5
    orientation: Orientation = Orientation.PORTRAIT
    margin_mm: float = 18.0

    @property
    def paper_mm(self) -> tuple[float, float]:
        """(width, height) of the sheet in millimetres."""
        if self.orientation is Orientation.PORTRAIT:
            return A4_MM
        return A4_MM[1], A4_MM[0]

    @property
    def text_width_mm(self) -> float:
        """Width between the margins in millimetres."""
        return self.paper_mm[0] - 2 * self.margin_mm
