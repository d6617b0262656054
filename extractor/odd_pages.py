"""Scanned pages that are not as a form should be: noted as findings beside what was read."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from extractor.document import Page, Provenance
from extractor.geometry import BBox
from extractor.record import Evidence, Finding, Severity
from extractor.tables import CellGrid, join_rulings, rulings_to_grids
from extractor.tables.spreads import side_by_side

_EDGE = 3.0
"""Points. A table that comes so near to the edge of the paper goes on beyond it."""
_SEALED = 0.2
"""Share of a page under seal ink from which much of its text may be lost; a seal has 0.02."""
_WHOLE = 4
"""Least cells of a table that counts: boxes for signatures stand beside and inside others."""


def odd_page_findings(page: Page) -> tuple[Finding, ...]:
    """What a reader should know of a page that was read from its image; none for other pages."""
    if page.seals is None:
        return ()
    return tuple(_findings(page, page.seals))


def _findings(page: Page, seals: float) -> Iterator[Finding]:
    number = page.number
    if not page.words:
        yield _finding(
            number,
            "page.blank",
            Severity.INFO,
            f"第{number}页没有可识别的文字。 Page {number} has no text that can be read.",
        )
    if page.rotation == 180:
        yield _finding(
            number,
            "page.upside_down",
            Severity.INFO,
            f"第{number}页上下颠倒，已转正后识别。 Page {number} was upside down and was turned.",
        )
    if seals >= _SEALED:
        yield _finding(
            number,
            "page.covered",
            Severity.WARNING,
            f"第{number}页约{seals:.0%}的版面被印章覆盖，请核对原件。 "
            f"Seal ink covers {seals:.0%} of page {number}; check it against the paper.",
        )
    grids = [g for g in rulings_to_grids(join_rulings(page.rulings)) if len(g.spans) >= _WHOLE]
    yield from _table_findings(page, grids)


def _table_findings(page: Page, grids: Sequence[CellGrid]) -> Iterator[Finding]:
    number = page.number
    cut = next((g.bbox for g in grids if _reaches_edge(g.bbox, page)), None)
    if cut is not None:
        yield _finding(
            number,
            "page.cut_off",
            Severity.WARNING,
            f"第{number}页的表格延伸到图像边缘，可能未扫描完整。 "
            f"The table on page {number} runs to the edge of the image; part of it may be missing.",
            cut,
        )
    pairs = list(combinations(grids, 2))
    beside = next((b.bbox for a, b in pairs if side_by_side(a.bbox, b.bbox)), None)
    if beside is not None:
        yield _finding(
            number,
            "page.side_by_side",
            Severity.WARNING,
            f"第{number}页并排有多个表格，可能是两页扫描在一起，已先左后右识别。 "
            f"Tables stand side by side on page {number}, as if two pages were scanned as one.",
            beside,
        )
    nested = next((_inner(a.bbox, b.bbox) for a, b in pairs if _inner(a.bbox, b.bbox)), None)
    if nested is not None:
        yield _finding(
            number,
            "page.nested_table",
            Severity.WARNING,
            f"第{number}页的单元格内另有表格，已单独识别。 "
            f"A cell on page {number} holds a table, which was read on its own.",
            nested,
        )


def _reaches_edge(box: BBox, page: Page) -> bool:
    return (
        box.x0 < _EDGE
        or box.top < _EDGE
        or box.x1 > page.width - _EDGE
        or box.bottom > page.height - _EDGE
    )


def _inner(one: BBox, other: BBox) -> BBox | None:
    """The smaller of two tables where it lies inside the other."""
    small = min(one, other, key=lambda box: box.area)
    return small if one.intersection(other) >= 0.95 * small.area else None


def _finding(
    number: int, rule: str, severity: Severity, message: str, box: BBox | None = None
) -> Finding:
    return Finding(rule, severity, message, (Evidence("", (Provenance(number, box),)),))
