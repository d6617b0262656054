"""A synthetic page as it is given to the systems under test."""

from dataclasses import dataclass

from training.evaluation.structure.measured import Box, MeasuredTable, truth_to_measured
from training.evaluation.structure.results import PagePlace
from training.synthesis.truth import TruthPage, TruthTable


@dataclass(frozen=True, slots=True, eq=False)
class PageSample:
    """A degraded page, which one it is, and what it shows."""

    place: PagePlace
    truth: TruthPage

    @property
    def tables(self) -> tuple[MeasuredTable, ...]:
        """The printed tables; a single box is none."""
        return measured_tables(self.truth.tables)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Where the printed tables stand, in pixels."""
        return tuple(table.box for table in self.tables if table.box is not None)


@dataclass(frozen=True, slots=True, eq=False)
class FormSample:
    """The degraded pages of a form, and its tables as they were before page breaks cut them."""

    pages: tuple[PageSample, ...]
    whole: tuple[TruthTable, ...]


def measured_tables(tables: tuple[TruthTable, ...]) -> tuple[MeasuredTable, ...]:
    """Printed tables as they are measured, without single boxes."""
    measured = map(truth_to_measured, tables)
    return tuple(table for table in measured if len(table.cells) > 1)
