"""A form while it is damaged: its printed texts, each with what it is."""

from dataclasses import dataclass, field
from enum import StrEnum

from extractor.grid import Layout
from models.form_tagger.roles import Role, TaggedPanel
from training.synthesis.records import FormRecord


@dataclass(slots=True, eq=False)
class Leaf:
    """One printed indicator. `level1` and `level2` are their labels as first printed; `cells` are
    its own pieces by role; `said` holds what a cell says whose text is printed inside another."""

    panel: TaggedPanel
    level1: str = ""
    level2: str = ""
    cells: dict[Role, "Piece"] = field(default_factory=dict)
    said: dict[Role, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Piece:
    """One cell; '' is an empty one. `parent` and `continues` count only while they are printed.

    `rows` and `columns` are the spans of its cell on paper; `leaf` is the indicator it tells of;
    `said` is its own text where it is printed together with another.
    """

    text: str
    role: Role
    panel: TaggedPanel = TaggedPanel.NONE
    key: str = ""
    parent: "Piece | None" = None
    continues: "Piece | None" = None
    rows: int = 1
    columns: int = 1
    leaf: Leaf | None = None
    said: str | None = None


class LineKind(StrEnum):
    """Where a line of pieces stands."""

    TEXT = "text"  # outside any table
    TOP = "top"  # fields, money, tasks, goals
    HEADS = "heads"  # column heads of the indicators
    BODY = "body"  # indicators
    CLOSING = "closing"  # totals, approvals, notes


@dataclass(slots=True, eq=False)
class Line:
    """One row. `cells` has a place for every column, None where no cell begins; `broken` says that
    a page break stands before it."""

    kind: LineKind
    cells: list[Piece | None]
    broken: bool = False

    def printed(self) -> list[Piece]:
        """The pieces of the line that print something, left to right."""
        return [piece for piece in self.cells if piece is not None and piece.text.strip()]

    def places(self) -> list[int]:
        """The columns of what is printed."""
        return [n for n, piece in enumerate(self.cells) if piece is not None and piece.text.strip()]


@dataclass(slots=True, eq=False)
class Drawn:
    """A form as lines, the indicators that it prints, and its record as it was composed."""

    lines: list[Line]
    leaves: list[Leaf]
    record: FormRecord
    family: str
    layout: Layout = Layout.EXACT
