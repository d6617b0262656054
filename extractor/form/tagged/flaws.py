"""How well a reading of a form holds together: what a valid form would not show."""

from collections import Counter

from extractor.form.accounting import unplaced_cells
from extractor.form.affinity import is_skeleton, is_value_like
from extractor.form.draft import Draft
from extractor.form.level_names import level1_label, level2_label
from extractor.form.rows import fold
from extractor.form.tree import level1_key, level2_key, may_stand_under
from extractor.verbatim import IndicatorRow, Printed

_EMPTY_TREE = 50.0
_UNPLACED = 1.0  # a printed cell beside indicators that belongs to none
_NO_LEVEL = 1.0
_GLUED = 1.0  # a known label of a level with more behind it that makes none
_NO_NAME = 1.0
_NO_VALUE = 0.6
_ONLY_ACHIEVED = 0.3  # what was achieved is printed, what was wanted is not
_BARE_SIGN = 1.0  # a value that is a sign of comparison
_UNUSED_LABEL = 1.0  # a printed level that owns no indicator
_TURNED = 1.0  # a name that looks like a value beside a value that looks like none
_TWICE = 0.5
_WRONG_HOME = 1.0  # a level 2 under a level 1 where no form files it

_SHORTEST = 3  # characters of a label, less one
_LONGEST = 40  # characters of a label; no known one is nearly as long
_SIGNS = frozenset("=≥≤><")
LEVEL_ROLES = frozenset({"level1", "level2", "lone_label"})
TREE_ROLES = frozenset(
    {
        "lone_label",
        "level1",
        "level2",
        "level3",
        "value",
        "stub",
        "column_head",
        "standard",
        "basis",
    }
    | {"last_year_value", "weight", "scoring_rule", "evidence", "actual_value", "score"}
    | {"deviation", "operator", "unit", "direction", "extra", "number", "repeated"}
)
"""What a ledger says of the cells of an indicator table."""


def tree_flaws(draft: Draft) -> float:
    """The price of what is wrong with the indicators; 0 for a tree without a flaw."""
    if not draft.indicators:
        return _EMPTY_TREE
    prices = sum(row_flaws(row) for row in draft.indicators)
    names = Counter((r.panel, _text(r.level2), _text(r.level3)) for r in draft.indicators)
    prices += _TWICE * sum(n - 1 for key, n in names.items() if key[2])
    return prices + _UNPLACED * _unplaced(draft) + _UNUSED_LABEL * _unused(draft)


def _unused(draft: Draft) -> int:
    """Labels of a level that no indicator has, each text once."""
    used = {_text(p) for row in draft.indicators for p in (row.level1, row.level2)}
    labels = {
        token.folded
        for row in draft.rows
        for token in row.tokens
        if draft.ledger.roles.get(token.key) in LEVEL_ROLES
    }
    whole = "".join(used)
    return sum(label not in whole for label in labels)


def row_flaws(row: IndicatorRow) -> float:
    """The price of what is wrong with one indicator; 0 for nothing."""
    name, value = _text(row.level3), _text(row.value)
    price = _NO_LEVEL * ((row.level1 is None) + (row.level2 is None))
    price += _GLUED * sum(_is_glued(_text(label)) for label in (row.level1, row.level2))
    level2, level1 = level2_key(_text(row.level2)), level1_key(_text(row.level1))
    if level2 is not None and level1 is not None and not may_stand_under(level2, level1):
        price += _WRONG_HOME
    if not name or is_skeleton(name):
        price += _NO_NAME
    if not value or is_skeleton(value):
        price += _ONLY_ACHIEVED if _text(row.actual_value) else _NO_VALUE
    elif value in _SIGNS:
        price += _BARE_SIGN
    elif is_value_like(name) > is_value_like(value):
        price += _TURNED
    return price


def _unplaced(draft: Draft) -> int:
    """Cells beside indicators that belong to nothing."""
    keys = {token.key for token in unplaced_cells(draft)}
    roles = draft.ledger.roles
    return sum(
        sum(token.key in keys for token in row.tokens)
        for row in draft.rows
        if any(roles.get(token.key) in TREE_ROLES for token in row.tokens)
    )


def _is_glued(folded: str) -> bool:
    if level1_label(folded) is not None or level2_label(folded) is not None:
        return False
    starts = (folded[:end] for end in range(min(len(folded) - 1, _LONGEST), _SHORTEST, -1))
    return any(
        label is not None and label.sure
        for start in starts
        for label in (level1_label(start), level2_label(start))
    )


def _text(printed: Printed | None) -> str:
    return "" if printed is None else fold(printed.text)
