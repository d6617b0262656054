"""What the form tagger reads: the printed cells and lines of one form."""

from dataclasses import dataclass
from enum import StrEnum


class TokenLayout(StrEnum):
    """How far a token's row and column can be trusted; TEXT is a line outside any table."""

    EXACT = "exact"
    FLATTENED = "flattened"
    STREAM = "stream"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FormToken:
    """One cell that prints something, or a line of text.

    `text` is folded (NFKC, no white space); `row` counts the printed rows of the form from 0;
    `column` is 0-based of `width` columns; spans are 1 where they are not known.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    width: int = 1
    layout: TokenLayout = TokenLayout.EXACT
