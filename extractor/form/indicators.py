"""The indicator table: rows → one IndicatorRow a panel, each with the labels that own it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.form.affinity import is_skeleton
from extractor.form.column_heads import Column, panel_of
from extractor.form.columns import ColumnPlan
from extractor.form.draft import Draft
from extractor.form.glued import part_glued_cells
from extractor.form.lines import Line, rows_to_lines
from extractor.form.owners import INFERRED_FACTOR, Owner, lines_to_owners
from extractor.form.project_columns import read_project_columns
from extractor.form.rows import Row, Token, fold, joined
from extractor.verbatim import IndicatorRow, OtherField, Panel, Printed

_SHIFTED_FACTOR = 0.95


def read_indicators(draft: Draft, rows: Sequence[Row], plan: ColumnPlan) -> None:
    """Read all rows of one indicator table into the draft, panel by panel."""
    lines = rows_to_lines(rows, plan, draft.ledger)
    read_project_columns(draft, lines, plan)
    part_glued_cells(lines, plan, draft)
    _skip_empty_labels(draft, lines, plan)
    _book_labels(draft, lines, plan)
    owners = lines_to_owners(lines, plan)
    stub_panels = _stub_panels(lines, plan)
    for group, panel in enumerate(plan.panels):
        if panel is None:
            _book_repetition(draft, lines, plan, group)
            continue
        for number, line in enumerate(lines):
            row = _indicator(draft, line, plan, group, owners[number][group])
            if row is not None:
                draft.indicators.append(replace(row, panel=stub_panels[number] or panel))


def _skip_empty_labels(draft: Draft, lines: Sequence[Line], plan: ColumnPlan) -> None:
    """…… in a level column is a template's empty place, no label."""
    for line in lines:
        for index in [i for i in line.cells if plan.roles[i].kind in _LEVELS]:
            if is_skeleton(line.text(index)) and plan.roles[index].kind is not Column.STUB:
                tokens = line.cells.pop(index)
                draft.skipped.extend(draft.ledger.use(t, "skeleton") for t in tokens)


def _book_labels(draft: Draft, lines: Sequence[Line], plan: ColumnPlan) -> None:
    levels = {Column.STUB: "stub", Column.LEVEL1: "level1", Column.LEVEL2: "level2"}
    for line in lines:
        for index, tokens in line.cells.items():
            role = plan.roles[index]
            repeated = role.group is not None and plan.panels[role.group] is None
            if role.kind in levels and not repeated:
                draft.ledger.use_all(tokens, levels[role.kind])


def _stub_panels(lines: Sequence[Line], plan: ColumnPlan) -> list[Panel | None]:
    """Stacked panels: the panel that the stub of each line names, followed down."""
    role = plan.place_of(Column.STUB, None)
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
    owners: tuple[Owner, Owner],
) -> IndicatorRow | None:
    """One line of one panel; None for an empty place of the template."""
    texts: dict[Column, Printed] = {}
    extra: list[OtherField] = []
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
    return _build(line, texts, tuple(extra), owners)


_LEVELS = (Column.STUB, Column.LEVEL1, Column.LEVEL2)


def _build(
    line: Line,
    texts: dict[Column, Printed],
    extra: tuple[OtherField, ...],
    owners: tuple[Owner, Owner],
) -> IndicatorRow:
    level1, level2 = owners
    inferred = tuple(
        key for key, owner in (("level1", level1), ("level2", level2)) if owner.inferred
    )
    parts = [*texts.values(), *(o.text for o in owners if o.text is not None)]
    reading = min((p.confidence for p in parts), default=1.0)
    confidence = reading * INFERRED_FACTOR ** len(inferred)
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
        reading=reading,
    )


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
