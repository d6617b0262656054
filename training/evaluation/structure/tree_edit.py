"""TEDS: how much of a table's tree of rows and cells must be edited to become another's.

Structure-only scores come from docling-metrics-table (MIT), whose C++ takes milliseconds. It
counts any difference of texts as a whole edit, so that scores with text come from
table-recognition-metric (Apache-2.0), which weighs texts by their edit distance as the measure's
authors do; it takes a second or two for a large table. On bare tables without text both agree.
"""

from functools import cache
from typing import Protocol, cast

from training.evaluation.structure.measured import (
    MeasuredTable,
    measured_to_html,
    same_structure,
)


class _Scorer(Protocol):
    def __call__(self, found: str, true: str, /) -> float: ...


def structure_teds(found: MeasuredTable, true: MeasuredTable) -> float:
    """TEDS without texts, 0–1; 0 where nothing was found."""
    if not found.cells or not true.cells:
        return float(not found.cells and not true.cells)
    return _structure_metric()(measured_to_html(found), measured_to_html(true))


def teds(found: MeasuredTable, true: MeasuredTable) -> float:
    """TEDS with texts, 0–1; 0 where nothing was found."""
    if not found.cells or not true.cells:
        return float(not found.cells and not true.cells)
    if same_structure((found, true)) and _texts(found) == _texts(true):
        return 1.0
    page = "<html><body>{}</body></html>"
    return _content_metric()(
        page.format(measured_to_html(found)), page.format(measured_to_html(true))
    )


def _texts(table: MeasuredTable) -> list[str]:
    return [cell.text for cell in table.cells]


@cache
def _structure_metric() -> _Scorer:
    from docling_metrics_table.docling_metrics_table import (
        TableMetric,
        TableMetricHTMLInputSample,
        TableMetricKind,
    )

    metric = TableMetric([TableMetricKind.TEDS])

    def score(found: str, true: str) -> float:
        sample = TableMetricHTMLInputSample(id="", html_a=true, html_b=found, structure_only=True)
        return float(metric.evaluate_sample(sample).teds.teds)

    return score


@cache
def _content_metric() -> _Scorer:
    from table_recognition_metric import TEDS

    return cast(_Scorer, TEDS())
