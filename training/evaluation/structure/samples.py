"""A synthetic page as it is given to the systems under test."""

from dataclasses import dataclass
from pathlib import Path

from training.evaluation.structure.measured import Box, MeasuredTable, truth_to_measured
from training.synthesis.truth import TruthPage


@dataclass(frozen=True, slots=True, eq=False)
class PageSample:
    """A degraded page, the file of its image, and what kind of page it is.

    `form` is the seed of its form, `number` the page's place in the form (1-based).
    """

    form: int
    number: int
    family: str
    ruling: str
    truth: TruthPage
    image: Path

    @property
    def name(self) -> str:
        """Form and page."""
        return f"{self.form}-{self.number}"

    @property
    def tables(self) -> tuple[MeasuredTable, ...]:
        """The printed tables; a single box is none."""
        tables = map(truth_to_measured, self.truth.tables)
        return tuple(table for table in tables if len(table.cells) > 1)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Where the printed tables stand, in pixels."""
        return tuple(table.box for table in self.tables if table.box is not None)
