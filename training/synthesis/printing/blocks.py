"""What stands on paper one below the other."""

from dataclasses import dataclass
from enum import StrEnum

from training.synthesis.sheet import FormSheet


class ParagraphKind(StrEnum):
    """How a text outside tables is set."""

    TITLE = "title"
    CENTRED = "centred"
    LEFT = "left"
    RIGHT = "right"
    SPREAD = "spread"  # left and right parts, joined by a tab
    BODY = "body"
    FOOTNOTE = "footnote"
    PAGE_NUMBER = "page_number"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text outside tables."""

    text: str
    kind: ParagraphKind


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table or a part of it. `cut_above` and `cut_below` say that a page break cuts it there;
    `number` counts the tables of a form, 0-based."""

    sheet: FormSheet
    number: int = 0
    cut_above: bool = False
    cut_below: bool = False


Block = Paragraph | TableBlock
