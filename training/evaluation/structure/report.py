"""Results as Markdown tables: means over pages with 95 % bootstrap intervals."""

from collections.abc import Callable, Iterable, Sequence

from training.evaluation.structure.intervals import Mean, mean
from training.evaluation.structure.results import (
    BoundaryResult,
    CutResult,
    PageResult,
    Result,
    SetName,
    System,
)
from training.synthesis.degradations import PageLevel

_DASH = "–"
_ALL = "all"


def report(results: Sequence[Result], missing: Sequence[System]) -> str:
    """All tables of the structure evaluation; `missing` systems are named as not installed."""
    pages = [result for result in results if isinstance(result, PageResult)]
    ours = [result for result in pages if result.system is System.OURS]
    cut = [result for result in results if isinstance(result, CutResult)]
    boundaries = [result for result in results if isinstance(result, BoundaryResult)]
    tables = {
        "Means over pages with 95 % bootstrap intervals:": _scores_table(pages),
        "Structure-only TEDS by how much of the table is ruled, number of pages in brackets:": (
            _breakdown(pages, lambda result: result.place.ruling)
        ),
        "Structure-only TEDS by family, ours:": (
            _breakdown(ours, lambda result: result.place.family)
        ),
        "Tables cut by page breaks, joined over their pages, against the uncut table:": (
            _cut_table(cut)
        ),
        "Boundary F1 within 2 pixels at 110 dpi, before decoding (ours: the network's maps; ruled "
        "lines: the lines found):": _boundary_table(boundaries),
    }
    parts = [f"{heading}\n\n{table}" for heading, table in tables.items() if table]
    parts += [f"{system}: not installed, not measured." for system in missing]
    return "\n\n".join(parts) or "Nothing measured."


def _scores_table(pages: Sequence[PageResult]) -> str:
    rows = []
    for system, name in _keys(pages):
        chosen = [page for page in pages if (page.system, page.name) == (system, name)]
        scores = [page.scores for page in chosen]
        seconds = sorted(page.seconds for page in chosen)
        rows.append(
            [
                name.split,
                name.level,
                system,
                str(len(chosen)),
                _shown(mean([score.structure_teds for score in scores])),
                _shown(mean([score.teds for score in scores if score.teds is not None])),
                _shown(mean([score.topology for score in scores])),
                _shown(mean([score.content for score in scores if score.content is not None])),
                _shown(mean([score.exact for score in scores])),
                f"{seconds[len(seconds) // 2]:.1f}",
            ]
        )
    head = ["families", "level", "system", "pages", "structure-only TEDS", "TEDS"]
    head += ["cells, topology", "cells, content", "exact grid", "CPU s a page"]
    return _markdown(head, rows) if rows else ""


def _breakdown(pages: Sequence[PageResult], group: Callable[[PageResult], str]) -> str:
    groups = sorted({group(page) for page in pages})
    rows = []
    for system, name in _keys(pages):
        chosen = [page for page in pages if (page.system, page.name) == (system, name)]
        cells = []
        for key in groups:
            values = [page.scores.structure_teds for page in chosen if group(page) == key]
            got = mean(values)
            cells.append(f"{got} [{got.count}]" if got else _DASH)
        rows.append([name.split, name.level, system, *cells])
    return _markdown(["families", "level", "system", *groups], rows) if rows else ""


def _cut_table(results: Sequence[CutResult]) -> str:
    rows = []
    for system, name in _keys(results):
        chosen = [result for result in results if (result.system, result.name) == (system, name)]
        rows.append(
            [
                name.split,
                name.level,
                system,
                str(len(chosen)),
                _shown(mean([result.structure_teds for result in chosen])),
                _shown(mean([r.teds for r in chosen if r.teds is not None])),
            ]
        )
    head = ["families", "level", "system", "forms", "structure-only TEDS", "TEDS"]
    return _markdown(head, rows) if rows else ""


def _boundary_table(results: Sequence[BoundaryResult]) -> str:
    groups = [_ALL, *sorted({result.place.ruling for result in results})]
    rows = []
    for system, name in _keys(results):
        chosen = [result for result in results if (result.system, result.name) == (system, name)]
        cells = [
            _shown(mean([r.f1 for r in chosen if key in (_ALL, r.place.ruling)])) for key in groups
        ]
        rows.append([name.split, name.level, system, *cells])
    return _markdown(["families", "level", "system", *groups], rows) if rows else ""


def _keys(results: Iterable[Result]) -> list[tuple[System, SetName]]:
    """Sets by split and level, the systems of each beside one another."""
    seen = {(result.name, result.system) for result in results}
    names = sorted({name for name, _ in seen}, key=_rank)
    return [(system, name) for name in names for system in System if (name, system) in seen]


def _rank(name: SetName) -> tuple[str, int]:
    return name.split, list(PageLevel).index(PageLevel(name.level))


def _shown(value: Mean | None) -> str:
    return str(value) if value else _DASH


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
