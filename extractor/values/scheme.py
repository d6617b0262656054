"""Which classification version a form follows, from where its cost indicators sit."""

from collections.abc import Iterable

from extractor.record import Scheme
from extractor.values.text import fold
from extractor.verbatim import IndicatorRow

_COST_KINDS = ("经济成本", "社会成本", "生态环境成本", "环境成本")


def _version(level1: str, level2: str) -> Scheme | None:
    new_kind = any(kind in level2 for kind in _COST_KINDS)
    cost = "成本" in level1
    if new_kind and not cost and level1:
        return Scheme.MIXED
    if cost and "产出" not in level1:
        return Scheme.Y2021
    if new_kind:
        return Scheme.Y2021
    return Scheme.Y2015 if "成本" in level2 else None


def detect_scheme(rows: Iterable[IndicatorRow]) -> Scheme | None:
    """2015 (成本 under 产出), 2021 (成本 is level 1), mixed (both, or 经济成本 under 产出);
    None where the form has no cost indicator."""
    versions = {
        _version(
            fold(row.level1.text) if row.level1 else "",
            fold(row.level2.text) if row.level2 else "",
        )
        for row in rows
    } - {None}
    if len(versions) > 1:
        return Scheme.MIXED
    return versions.pop() if versions else None
