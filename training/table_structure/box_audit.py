"""What is odd in corrected boxes: sides through text, boxes over each other, rules inside them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from training.table_structure.cell_sides import JITTER, cell_sides, sides_shared
from training.table_structure.corrected_pages import CorrectedPage
from training.table_structure.seen_lines import SeenLines

MOST_ODD = 0.1
"""Share of odd cells above which corrections are not learned from."""
_OVER = 0.15
"""Share of a box under another one from which they overlap."""


@dataclass(frozen=True, slots=True)
class OddBox:
    """A box to look at again. `reason` is one of `cuts_text`, `overlaps`, `joins_cells`,
    `stands_alone`."""

    identity: str
    box: int
    reason: str


@dataclass(frozen=True, slots=True)
class BoxAudit:
    """The odd boxes among all."""

    boxes: int
    odd: tuple[OddBox, ...]

    @property
    def share(self) -> float:
        """Share of odd ones, 0–1."""
        return len(self.odd) / self.boxes if self.boxes else 0.0

    def objections(self) -> tuple[str, ...]:
        """Why a head that learned from them is refused; () where they are sound."""
        if self.share <= MOST_ODD:
            return ()
        pages = len({odd.identity for odd in self.odd})
        reasons = Counter(odd.reason for odd in self.odd)
        told = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
        return (
            f"单元格框可疑：{len(self.odd)}/{self.boxes} 个框与页面不符，涉及 {pages} 页。"
            f" Doubtful boxes: {len(self.odd)} of {self.boxes} contradict their pages,"
            f" {pages} of them ({told}).",
        )


def audit_boxes(pages: Iterable[CorrectedPage]) -> BoxAudit:
    """Look through the boxes of corrected pages. Raises CorrectionError for a lost picture."""
    odd: list[OddBox] = []
    count = 0
    for page in pages:
        count += len(page.boxes)
        odd += odd_boxes(page)
    return BoxAudit(count, tuple(odd))


def odd_boxes(page: CorrectedPage) -> list[OddBox]:
    """The boxes of a page that cannot be right as they are, each once."""
    seen = SeenLines(page.pixels(), page.dpi)
    reasons: dict[int, str] = {}
    for side in cell_sides([known.box for known in page.boxes]):
        drawn = replace(side, low=side.at - JITTER, high=side.at + JITTER)
        if seen.place(drawn, 0.0) is None:
            reasons.setdefault(side.number, "cuts_text")
    for number in _overlapping(page):
        reasons.setdefault(number, "overlaps")
    for number, known in enumerate(page.boxes):
        box = known.box
        if number not in reasons and seen.parts((box.x0, box.top, box.x1, box.bottom)):
            reasons[number] = "joins_cells"
    for number in _lonely(page):
        reasons.setdefault(number, "stands_alone")
    return [OddBox(page.identity, number, reason) for number, reason in sorted(reasons.items())]


def _overlapping(page: CorrectedPage) -> Sequence[int]:
    """Boxes partly under another one. One box twice is a label and a value in one cell."""
    found: list[int] = []
    boxes = [known.box for known in page.boxes]
    for number, one in enumerate(boxes):
        for other in boxes:
            x = min(one.x1, other.x1) - max(one.x0, other.x0)
            y = min(one.bottom, other.bottom) - max(one.top, other.top)
            least = min(one.area, other.area)
            deep = min(x, y) > 2 * JITTER and x * y > _OVER * least
            if one is not other and deep and one.overlap(other) < 0.85:
                found.append(number)
                break
    return found


def _lonely(page: CorrectedPage) -> Sequence[int]:
    """Boxes that somebody drew and that share no two sides with others."""
    shared = sides_shared([known.box for known in page.boxes])
    return [
        number for number, known in enumerate(page.boxes) if known.touched and shared[number] < 2
    ]
