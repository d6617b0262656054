"""A rule and how it becomes a finding. Every rule is declared once, beside its check."""

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.record import Evidence, Finding, Indicator, Severity
from extractor.verbatim import Printed

# Below this a cell may have been misread: the rule asks instead of stating.
DOUBTFUL_BELOW = 0.6
_LOWERED = {
    Severity.ERROR: Severity.WARNING,
    Severity.WARNING: Severity.INFO,
    Severity.INFO: Severity.INFO,
}
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """One check.

    `message` is a template in Chinese with named places; `reads` are the keys of a row that the
    rule depends on: where one of them was inferred, the finding is a question one step milder.
    `source` says where the expectation comes from.
    """

    id: str
    severity: Severity
    message: str
    source: str
    reads: frozenset[str] = frozenset()

    def states(self, cells: Iterable[Printed | None], **values: str) -> Finding:
        """A finding about cells; a question where one of them was read with confidence < 0.6."""
        printed = tuple(cell for cell in cells if cell is not None)
        if any(cell.confidence < DOUBTFUL_BELOW for cell in printed):
            return self.asks(printed, **values)
        return self._finding(self.severity, self.message.format(**values), printed)

    def asks(self, cells: Iterable[Printed | None], **values: str) -> Finding:
        """The finding as a question: the form may be right and the reading wrong."""
        printed = tuple(cell for cell in cells if cell is not None)
        message = f"请核对（可能是识别或版式所致）：{self.message.format(**values)}？"
        return self._finding(_LOWERED[self.severity], message, printed)

    def about(
        self, indicators: Iterable[Indicator], cells: Iterable[Printed | None], **values: str
    ) -> Finding:
        """A finding about indicators: a question where what the rule reads was inferred."""
        rows = [indicator.row for indicator in indicators]
        doubtful = any(
            row.confidence < DOUBTFUL_BELOW or self.reads.intersection(row.inferred) for row in rows
        )
        return self.asks(cells, **values) if doubtful else self.states(cells, **values)

    def _finding(self, severity: Severity, message: str, printed: tuple[Printed, ...]) -> Finding:
        evidence = tuple(Evidence(cell.text, cell.where) for cell in printed)
        return Finding(self.id, severity, message, evidence)


def listed(names: Iterable[str]) -> str:
    """'“a”、“b”等7项': at most five names, with the number of all where there are more."""
    quoted = [f"“{name}”" for name in names]
    if len(quoted) <= _LISTED:
        return "、".join(quoted)
    return "、".join(quoted[:_LISTED]) + f"等{len(quoted)}项"
