"""The indicator table: rows → one IndicatorRow a panel, each with the labels that own it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.form.affinity import is_skeleton
from extractor.form.column_heads import Column, panel_of
from extractor.form.columns import ColumnPlan
from extractor.form.draft import Draft
from extractor.form.glued import part_glued_cells
from extractor.form.level_names import Level1, Level2
from extractor.form.lines import Line, rows_to_lines
from extractor.form.rows import Row, Token, fold, joined
from extractor.form.tree import (
    Leaf,
    home_of,
    item_number,
    level1_key,
    level2_key,
    may_stand_under,
    own_rows,
    speaks_for,
)
from extractor.grid import Layout
from extractor.verbatim import IndicatorRow, OtherField, Panel, Printed

_INFERRED_FACTOR = 0.85
_SHIFTED_FACTOR = 0.95
_DOUBTFUL = 0.6


@dataclass(frozen=True, slots=True)
class _Owner:
    """A level label of a row: printed text or, where it was lost, the standard name."""

    text: Printed | None
    inferred: bool


def read_indicators(draft: Draft, rows: Sequence[Row], plan: ColumnPlan) -> None:
    """Read all rows of one indicator table into the draft, panel by panel."""
    lines = rows_to_lines(rows, plan, draft.ledger)
    part_glued_cells(lines, plan, draft.ledger)
    _skip_empty_labels(draft, lines, plan)
    _book_labels(draft, lines, plan)
    level2 = {g: _level2_owners(lines, plan, g) for g in _groups(plan)}
    _infer_from_neighbours(lines, plan, level2)
    level1 = _level1_owners(lines, plan, level2)
    stub_panels = _stub_panels(lines, plan)
    for group, panel in enumerate(plan.panels):
        if panel is None:
            _book_repetition(draft, lines, plan, group)
            continue
        for number, line in enumerate(lines):
            owner2 = level2[_level2_group(plan, group)][number]
            row = _indicator(draft, line, plan, group, (level1[number][group], owner2))
            if row is not None:
                draft.indicators.append(_with_panel(row, stub_panels[number] or panel))


def _skip_empty_labels(draft: Draft, lines: Sequence[Line], plan: ColumnPlan) -> None:
    """…… in a level column is a template's empty place, no label."""
    for line in lines:
        for index in [i for i in line.cells if plan.roles[i].kind in _LEVELS]:
            if is_skeleton(line.text(index)) and plan.roles[index].kind is not Column.STUB:
                tokens = line.cells.pop(index)
                draft.skipped.extend(draft.ledger.use(t, "skeleton") for t in tokens)


def _groups(plan: ColumnPlan) -> list[int]:
    return sorted({_level2_group(plan, g) for g in range(len(plan.panels))})


def _level2_group(plan: ColumnPlan, group: int) -> int:
    """The group whose level-2 column serves a panel: its own, or the shared one as -1."""
    own = any(r.kind is Column.LEVEL2 and r.group == group for r in plan.roles)
    return group if own else -1


def _role(plan: ColumnPlan, kind: Column, group: int | None) -> int | None:
    for index, role in enumerate(plan.roles):
        if role.kind is kind and (role.group == group or role.group is None or group is None):
            return index
    return None


def _book_labels(draft: Draft, lines: Sequence[Line], plan: ColumnPlan) -> None:
    levels = {Column.STUB: "stub", Column.LEVEL1: "level1", Column.LEVEL2: "level2"}
    for line in lines:
        for index, tokens in line.cells.items():
            role = plan.roles[index]
            repeated = role.group is not None and plan.panels[role.group] is None
            if role.kind in levels and not repeated:
                draft.ledger.use_all(tokens, levels[role.kind])


def _content(line: Line, plan: ColumnPlan, group: int) -> bool:
    """Whether a line prints a name or a value in a panel (any panel for -1)."""
    return any(
        plan.roles[i].kind in (Column.LEVEL3, Column.VALUE)
        and (group == -1 or plan.roles[i].group in (group, None))
        for i in line.cells
    )


def _covering(lines: Sequence[Line], role: int) -> list[Token | None]:
    """Exact grids: the label cell whose span covers each line; None where none does."""
    owners: list[Token | None] = [None] * len(lines)
    for line in lines:
        token = line.first(role)
        if token is None or line.row.layout is not Layout.EXACT:
            continue
        last = line.row.grid_row + token.row_span
        for number, other in enumerate(lines):
            same = other.row.block == line.row.block
            if same and line.row.grid_row <= other.row.grid_row < last:
                owners[number] = token
    return owners


def _label(line: Line, role: int) -> Token | None:
    """The label printed in a line, pieces of a cut label joined."""
    tokens = line.cells.get(role)
    if not tokens:
        return None
    if len(tokens) == 1:
        return tokens[0]
    text = joined(t.printed for t in tokens)
    first = tokens[0]
    if text is None:
        return first
    span = sum(t.row_span for t in tokens)
    return Token(
        first.key, text.text, line.text(role), first.column, 1, span, text.where, text.confidence
    )


def _level2_owners(lines: Sequence[Line], plan: ColumnPlan, group: int) -> list[_Owner]:
    role = _role(plan, Column.LEVEL2, None if group == -1 else group)
    if role is None:
        return [_Owner(None, False) for _ in lines]
    covered = _covering(lines, role)
    members = [
        n for n, line in enumerate(lines) if _content(line, plan, group) or _label(line, role)
    ]
    leaves = [_leaf(lines[n], plan, group, role) for n in members]
    owned = dict(zip(members, own_rows(leaves), strict=True))
    owners = []
    for number, line in enumerate(lines):
        printed = _label(line, role)
        token = printed if covered[number] is not None and printed else covered[number]
        token = token or owned.get(number)
        lost = token is not None and line.row.layout is Layout.EXACT and covered[number] is None
        owners.append(_Owner(token.printed if token else None, lost))
    return owners


def _leaf(line: Line, plan: ColumnPlan, group: int, role: int) -> Leaf:
    own = None if group == -1 else group
    name, value = _role(plan, Column.LEVEL3, own), _role(plan, Column.VALUE, own)
    level1 = _role(plan, Column.LEVEL1, None)
    printed = line.text(name) if name is not None else ""
    return Leaf(
        _label(line, role),
        level1_key(line.text(level1)) if level1 is not None else None,
        item_number(printed),
        speaks_for(printed, line.text(value) if value is not None else ""),
        line.row.after_break,
    )


def _infer_from_neighbours(
    lines: Sequence[Line], plan: ColumnPlan, level2: dict[int, list[_Owner]]
) -> None:
    """A row whose level-2 was lost in one panel takes it from the panel beside it.

    Only where both panels print the same indicator in that row, and the label beside it is
    printed nowhere in this panel.
    """
    for group, owners in level2.items():
        role, name = _role(plan, Column.LEVEL2, group), _role(plan, Column.LEVEL3, group)
        if group == -1 or role is None or name is None:
            continue
        known = {level2_key(line.text(role)) for line in lines}
        for other in level2:
            other_role, other_name = (
                _role(plan, Column.LEVEL2, other),
                _role(plan, Column.LEVEL3, other),
            )
            if other == group or other_role is None or other_name is None:
                continue
            for number, line in enumerate(lines):
                label = _label(line, other_role)
                if label is None or role in line.cells or level2_key(label.folded) in known:
                    continue
                if line.text(name) and line.text(name) == line.text(other_name):
                    owners[number] = _Owner(label.printed, True)


def _level1_owners(
    lines: Sequence[Line], plan: ColumnPlan, level2: dict[int, list[_Owner]]
) -> list[list[_Owner]]:
    """The level-1 of each line, for each panel group."""
    role = _role(plan, Column.LEVEL1, None)
    printed = [_label(line, role) if role is not None else None for line in lines]
    covered = _covering(lines, role) if role is not None else [None] * len(lines)
    names: dict[Level1, Printed] = {}
    for token in printed:
        key = level1_key(token.folded) if token else None
        if token is not None and key is not None:
            names.setdefault(key, token.printed)
    result: list[list[_Owner]] = []
    last: Token | None = None
    for number, token in enumerate(printed):
        last = token or last
        row = []
        for group in range(len(plan.panels)):
            owner2 = level2[_level2_group(plan, group)][number]
            own = token or covered[number]
            row.append(_level1(own, last, owner2, (names, plan.cost_is_level1)))
        result.append(row)
    return result


def _level1(
    own: Token | None,
    above: Token | None,
    level2: _Owner,
    form: tuple[dict[Level1, Printed], bool],
) -> _Owner:
    """One row's level-1: printed in place, else followed down, else rebuilt from its level-2."""
    names, cost_is_level1 = form
    key2 = level2_key(fold(level2.text.text)) if level2.text else None
    if own is not None and key2 is not None and _is_misread(own):
        own = None
    if own is not None and (level1_key(own.folded) or level2_key(own.folded) is None):
        return _Owner(own.printed, False)
    key1 = level1_key(above.folded) if above else None
    if above is not None and key2 is None:
        return _Owner(above.printed, own is not None)
    if above is not None and key2 is not None and _may_follow(level2, key2, key1):
        return _Owner(above.printed, False)
    if key2 is None:
        return _Owner(None, False)
    home = home_of(key2, cost_is_level1)
    return _Owner(names.get(home) or Printed(home.value, (), _INFERRED_FACTOR), True)


_PUBLIC_SATISFACTION = "社会公众"


def _may_follow(level2: _Owner, key2: Level2, key1: Level1 | None) -> bool:
    """Whether a level-2 may stand under the level-1 above it; the older 社会公众或服务对象满意度
    stands under 效益指标."""
    if key1 is None:
        return False
    older = level2.text is not None and _PUBLIC_SATISFACTION in level2.text.text
    return may_stand_under(key2, key1) or (older and key1 is Level1.BENEFIT)


def _is_misread(token: Token) -> bool:
    return level1_key(token.folded) is None and token.confidence < _DOUBTFUL


def _stub_panels(lines: Sequence[Line], plan: ColumnPlan) -> list[Panel | None]:
    """Stacked panels: the panel that the stub of each line names, followed down."""
    role = _role(plan, Column.STUB, None)
    if len(plan.panels) > 1 or role is None:
        return [None] * len(lines)
    panels: list[Panel | None] = []
    current: Panel | None = None
    for line in lines:
        current = panel_of(line.text(role)) or current
        panels.append(current)
    return panels


def _indicator(
    draft: Draft,
    line: Line,
    plan: ColumnPlan,
    group: int,
    owners: tuple[_Owner, _Owner],
) -> IndicatorRow | None:
    """One line of one panel; None for an empty place of the template."""
    texts: dict[Column, Printed] = {}
    extra: list[OtherField] = []
    names = [i for i in line.cells if plan.roles[i].kind is Column.LEVEL3]
    for index, tokens in sorted(line.cells.items()):
        role = plan.roles[index]
        if role.group not in (group, None) or role.kind in _LEVELS:
            continue
        text = joined(t.printed for t in tokens)
        if text is None:
            continue
        if role.kind is Column.EXTRA or role.kind in texts:
            extra.append(OtherField(role.head.printed, text))
        else:
            texts[role.kind] = text
    name, value = texts.get(Column.LEVEL3), texts.get(Column.VALUE)
    bare = name is None or is_skeleton(fold(name.text))
    measured = value or texts.get(Column.ACTUAL)
    empty = measured is None or is_skeleton(fold(measured.text))
    if bare and empty and not (texts.get(Column.UNIT) and name):
        _skip(draft, line, plan, group)
        return None
    for index, tokens in line.cells.items():
        if plan.roles[index].group in (group, None):
            draft.ledger.use_all(tokens, plan.roles[index].kind.value)
    return _build(line, texts, tuple(extra), owners) if names or texts else None


_LEVELS = (Column.STUB, Column.LEVEL1, Column.LEVEL2)


def _build(
    line: Line,
    texts: dict[Column, Printed],
    extra: tuple[OtherField, ...],
    owners: tuple[_Owner, _Owner],
) -> IndicatorRow:
    level1, level2 = owners
    inferred = tuple(
        key for key, owner in (("level1", level1), ("level2", level2)) if owner.inferred
    )
    parts = [*texts.values(), *(o.text for o in owners if o.text is not None)]
    confidence = min((p.confidence for p in parts), default=1.0)
    confidence *= _INFERRED_FACTOR ** len(inferred)
    confidence *= _SHIFTED_FACTOR if line.shifted or line.rejoined else 1.0
    get = texts.get
    return IndicatorRow(
        panel=Panel.ANNUAL,
        level1=level1.text,
        level2=level2.text,
        level3=get(Column.LEVEL3),
        value=get(Column.VALUE),
        standard=get(Column.STANDARD),
        basis=get(Column.BASIS),
        last_year_value=get(Column.LAST_YEAR),
        weight=get(Column.WEIGHT),
        scoring_rule=get(Column.SCORING_RULE),
        evidence=get(Column.EVIDENCE),
        actual_value=get(Column.ACTUAL),
        score=get(Column.SCORE),
        deviation=get(Column.DEVIATION),
        operator=get(Column.OPERATOR),
        unit=get(Column.UNIT),
        direction=get(Column.DIRECTION),
        extra=extra,
        inferred=inferred,
        confidence=confidence,
    )


def _with_panel(row: IndicatorRow, panel: Panel) -> IndicatorRow:
    return replace(row, panel=panel)


def _skip(draft: Draft, line: Line, plan: ColumnPlan, group: int) -> None:
    for index, tokens in line.cells.items():
        role = plan.roles[index]
        if role.group in (group, None) and role.kind not in _LEVELS:
            draft.skipped.extend(draft.ledger.use(t, "skeleton") for t in tokens)


def _book_repetition(draft: Draft, lines: Sequence[Line], plan: ColumnPlan, group: int) -> None:
    """A panel printed again: cells that say the same as the panel before count as read."""
    for line in lines:
        known = {
            t.folded for i, ts in line.cells.items() for t in ts if plan.roles[i].group != group
        }
        for index, tokens in line.cells.items():
            if plan.roles[index].group == group:
                draft.ledger.use_all(_same(tokens, known), "repeated")


def _same(tokens: Iterable[Token], known: set[str]) -> list[Token]:
    return [t for t in tokens if t.folded in known]
