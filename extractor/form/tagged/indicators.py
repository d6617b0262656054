"""Indicators with their homes → rows of the form, and labels that were lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.form.affinity import is_skeleton
from extractor.form.draft import Draft
from extractor.form.level_names import Level1, Level2
from extractor.form.rows import fold
from extractor.form.tagged.items import Item, Reading
from extractor.form.tagged.leaves import Leaf, reading_to_leaves
from extractor.form.tagged.levels import level1_group, level2_group
from extractor.form.tagged.ownership import Home, leaves_to_homes
from extractor.form.tree import home_of
from extractor.verbatim import IndicatorRow, OtherField, Panel, Printed
from models.form_tagger.roles import LEAF_COLUMNS, Role

_INFERRED = 0.85  # of the confidence, for a label that is not printed in its place
_LEAST_HEAD = -1.5  # logarithm of the probability that a head names a column
COLUMNS = {
    Role.VALUE: "value",
    Role.SIGN: "operator",
    Role.UNIT: "unit",
    Role.DIRECTION: "direction",
    Role.STANDARD: "standard",
    Role.BASIS: "basis",
    Role.LAST_YEAR: "last_year_value",
    Role.WEIGHT: "weight",
    Role.SCORING: "scoring_rule",
    Role.EVIDENCE: "evidence",
    Role.ACTUAL: "actual_value",
    Role.SCORE: "score",
    Role.DEVIATION: "deviation",
}
"""The columns of an indicator that the record has a key for."""


def read_tree(draft: Draft, reading: Reading) -> None:
    """All indicators, medium-term first; what belongs to none stays free."""
    grown: list[tuple[Leaf, Home]] = []
    for panel in (Panel.MEDIUM_TERM, Panel.ANNUAL):
        leaves, _ = reading_to_leaves(reading, panel)
        kept = [leaf for leaf in leaves if not _skip_empty(draft, leaf)]
        grown += zip(kept, leaves_to_homes(reading, kept), strict=True)
    heads = {role: _head(reading, role) for role in LEAF_COLUMNS}
    rows = [_row(draft, leaf, home, heads) for leaf, home in grown]
    draft.indicators.extend(_restored(rows, _groups(reading)))
    _book_labels(draft, reading)


def _skip_empty(draft: Draft, leaf: Leaf) -> bool:
    """Whether a leaf is a template's empty place, which counts as skipped."""
    bare = leaf.name is None or is_skeleton(leaf.name.folded)
    measures = [
        leaf.columns[r] for r in (Role.VALUE, Role.NUMBER, Role.ACTUAL) if r in leaf.columns
    ]
    if not bare or any(not is_skeleton(item.folded) for item in measures):
        return False
    for item in (leaf.name, *leaf.columns.values()):
        if item is not None:
            draft.skipped.extend(draft.ledger.use(token, "skeleton") for token in item.tokens)
    return True


def _head(reading: Reading, role: Role) -> Printed:
    """The head that most likely stands over a column; '' where none is printed."""
    heads = reading.of(Role.COLUMN_HEAD)
    scores = [float(reading.beliefs.key_scores(h.index, (role.value,))[0]) for h in heads]
    if not scores or max(scores) < _LEAST_HEAD:
        return Printed("")
    return heads[scores.index(max(scores))].printed


def _row(draft: Draft, leaf: Leaf, home: Home, heads: dict[Role, Printed]) -> IndicatorRow:
    texts: dict[str, Printed] = {}
    extra: list[OtherField] = []
    for role, item in leaf.columns.items():
        key = "value" if role is Role.NUMBER and "value" not in texts else COLUMNS.get(role)
        draft.ledger.use_all(item.tokens, key or "extra")
        if key is None:
            extra.append(OtherField(heads[role], item.printed))
        else:
            texts[key] = item.printed
    parts = [leaf.name, home.level1, home.level2, *leaf.columns.values()]
    if leaf.name is not None:
        draft.ledger.use_all(leaf.name.tokens, "level3")
        texts["level3"] = leaf.name.printed
    for key, label, sure in (
        ("level1", home.level1, home.sure1),
        ("level2", home.level2, home.sure2),
    ):
        if label is not None:
            draft.ledger.use_all(label.tokens, key)
            texts[key] = replace(label.printed, confidence=label.printed.confidence * sure)
    sure = leaf.sureness * min(home.sure1, home.sure2)
    core = [p.confidence for k, p in texts.items() if k in ("level1", "level2", "level3", "value")]
    return IndicatorRow(
        panel=leaf.panel,
        level1=texts.pop("level1", None),
        level2=texts.pop("level2", None),
        level3=texts.pop("level3", None),
        value=texts.pop("value", None),
        extra=tuple(extra),
        confidence=min([*core, sure]),
        reading=min(item.reading for item in parts if item is not None),
        **texts,  # type: ignore[arg-type]
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups of the printed labels of a form, by folded text."""

    first: Mapping[str, Level1 | None]
    second: Mapping[str, Level2 | None]


def _groups(reading: Reading) -> _Groups:
    firsts, seconds = reading.of(Role.LEVEL1), reading.of(Role.LEVEL2)
    return _Groups(
        {fold(item.printed.text): level1_group(reading, item) for item in firsts},
        {fold(item.printed.text): level2_group(reading, item) for item in seconds},
    )


def _restored(rows: Sequence[IndicatorRow], groups: _Groups) -> list[IndicatorRow]:
    """Labels that nothing owns, from the other panel, from their like, or from the level below."""
    second = {fold(r.level3.text): r.level2 for r in rows if r.level3 and r.level2}
    with_second = [_with_level2(row, second) for row in rows]
    first = {fold(r.level2.text): r.level1 for r in rows if r.level2 and r.level1}
    homes = {
        group: row.level1
        for row in with_second
        if row.level1 and (group := groups.first.get(fold(row.level1.text)))
    }
    return [_with_level1(row, first, groups, homes) for row in with_second]


def _with_level2(row: IndicatorRow, known: dict[str, Printed]) -> IndicatorRow:
    if row.level2 is not None or row.level3 is None or fold(row.level3.text) not in known:
        return row
    label = known[fold(row.level3.text)]
    return _inferred(replace(row, level2=label), "level2")


def _with_level1(
    row: IndicatorRow,
    known: Mapping[str, Printed],
    groups: _Groups,
    homes: Mapping[Level1, Printed],
) -> IndicatorRow:
    """`known` has the level 1 of level-2 texts, `homes` the printed label of each group."""
    if row.level1 is not None or row.level2 is None:
        return row
    name = fold(row.level2.text)
    if name in known:
        return _inferred(replace(row, level1=known[name]), "level1")
    group = groups.second.get(name)
    if group is None:
        return row
    home = home_of(group, Level1.COST in homes)
    return _inferred(replace(row, level1=homes.get(home) or Printed(home.value)), "level1")


def _inferred(row: IndicatorRow, key: str) -> IndicatorRow:
    return replace(row, inferred=(*row.inferred, key), confidence=row.confidence * _INFERRED)


def _book_labels(draft: Draft, reading: Reading) -> None:
    """Labels without an indicator, and texts of a panel that is printed twice."""
    for item in reading.of(Role.LEVEL1, Role.LEVEL2):
        if draft.ledger.free(item.tokens[0]):
            draft.ledger.use_all(item.tokens, "lone_label")
    taken = {fold(text) for text in draft.texts()}
    for item in reading.items:
        if item.repeated and _says(item, taken):
            draft.ledger.use_all(item.tokens, "repeated")


def _says(item: Item, taken: set[str]) -> bool:
    return item.folded in taken
