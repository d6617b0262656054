"""The texts that a corrected form says are printed, and what each of them is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.document import Provenance
from extractor.export.contract_reading import dict_to_where
from extractor.form.column_heads import panel_of
from extractor.form.labels import BUDGET_COLUMN, goal_actual_label
from extractor.form.rows import fold
from extractor.form.tagged.indicators import COLUMNS
from models.form_tagger.roles import Role, TaggedPanel
from training.form_tagger.meanings import item_key, money_column

JsonObject = Mapping[str, Any]
Seen = tuple[Provenance, ...]
"""Where a value stands; () where nothing says so."""

_EXPLAINS = ("说明", "解释", "内涵", "内容", "含义")
_CLOSING = ("合计", "总分", "总计", "小计", "得分", "意见", "审核", "签", "盖章")


@dataclass(frozen=True, slots=True)
class WantedText:
    """A printed text: folded, what it is, where it stands. `role` None where only its place in
    its row is taken, as of a column that no key names."""

    text: str
    role: Role | None
    panel: TaggedPanel
    key: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class WantedRow:
    """An indicator: its name (or its value, where it has none) and the texts beside it. `number` is
    its place among the indicators of the form."""

    number: int
    panel: TaggedPanel
    level1: str
    level2: str
    anchor: WantedText
    beside: tuple[WantedText, ...]
    printed: frozenset[str]
    """Of level1 and level2, those that the form prints."""
    level_seen: tuple[Seen, Seen]


def wanted_rows(form: JsonObject) -> list[WantedRow]:
    """The indicators of a contract form, in its order, but those without name and value."""
    role = _number_role(form["indicators"])
    sights = _listed(form, "indicators")
    pairs = zip(form["indicators"], sights, strict=True)
    rows = (_row(number, row, seen, role) for number, (row, seen) in enumerate(pairs))
    return [row for row in rows if row is not None]


def wanted_texts(form: JsonObject) -> list[WantedText]:
    """Title, fields, amounts, tasks and goals. Labels are found beside them."""
    places = form.get("places") or {}
    none = TaggedPanel.NONE
    found = [_text(form.get("title"), Role.TITLE, none, "", places.get("title"))]
    for key, value in form["fields"].items():
        found.append(
            _text(value, Role.FIELD_VALUE, none, key, (places.get("fields") or {}).get(key))
        )
    found += _others(form)
    for line, seen in zip(form["funding"], _listed(form, "funding"), strict=True):
        key = money_key(line["item"])
        if key is not None:
            found.append(
                _text(line["raw"], Role.MONEY_VALUE, TaggedPanel(line["panel"]), key, seen)
            )
    for task, seen in zip(form["tasks"], _listed(form, "tasks"), strict=True):
        found.append(_text(task["name"], Role.TASK_NAME, none, "", (seen or {}).get("name")))
        for key in ("total", "fiscal", "other"):
            amount, place = task[key], (seen or {}).get(key)
            found.append(_text(amount, Role.TASK_MONEY, none, f"task_{key}", place))
    for goal, seen in zip(form["goals"], _listed(form, "goals"), strict=True):
        found.append(_text(goal["text"], Role.GOAL_VALUE, TaggedPanel(goal["panel"]), "", seen))
    return [text for text in found if text is not None]


def money_key(item: str) -> str | None:
    """The key of an amount of the record: total/全年执行数 → executed; None for an unknown head."""
    source, _, column = item.partition("/")
    base = item_key(source)
    if not column:
        return base
    key = money_column(column)
    if not key and not BUDGET_COLUMN.fullmatch(fold(column)):
        return base if panel_of(fold(column)) is not None else None
    return base if key in ("", "planned") else key


def _number_role(rows: Sequence[JsonObject]) -> Role | None:
    """What values are: numbers beside a column of signs. A column of units alone does not tell
    whether that of the signs is empty."""
    if any(row.get("operator") for row in rows):
        return Role.NUMBER
    return None if any(row.get("unit") for row in rows) else Role.VALUE


def _row(
    at: int, row: JsonObject, seen: JsonObject | None, number: Role | None
) -> WantedRow | None:
    places = seen or {}
    panel = TaggedPanel(row["panel"])
    name = _text(row["level3"], Role.LEVEL3, panel, "", places.get("level3"))
    value = _text(row["value"], number, panel, "", places.get("value"))
    anchor = name or value
    if anchor is None or anchor.role is None:
        return None
    cells = [value] if name is not None else []
    for role, key in COLUMNS.items():
        if role is not Role.VALUE:
            cells.append(_text(row.get(key), role, panel, "", places.get(key)))
    for field in row.get("extra") or ():
        role_of_extra = _extra_role(field)
        cells.append(_text(field["value"], role_of_extra, panel, "", None))
    inferred = set(row.get("inferred") or ())
    return WantedRow(
        at,
        panel,
        fold(row["level1"] or ""),
        fold(row["level2"] or ""),
        anchor,
        tuple(cell for cell in cells if cell is not None),
        frozenset(key for key in ("level1", "level2") if row[key] and key not in inferred),
        (_seen(places.get("level1")), _seen(places.get("level2"))),
    )


def _extra_role(field: JsonObject) -> Role | None:
    label = fold(field["label"] or "")
    return Role.EXPLANATION if any(mark in label for mark in _EXPLAINS) else None


def _others(form: JsonObject) -> Iterator[WantedText | None]:
    """Fields without a key; scores, approvals and results have roles of their own, which the
    record does not tell apart."""
    for field, seen in zip(form["other_fields"], _listed(form, "other_fields"), strict=True):
        label = fold(field["label"] or "")
        unclear = goal_actual_label(label) or any(mark in label for mark in _CLOSING) or not label
        places = seen or {}
        for name, role in (("label", Role.FIELD_LABEL), ("value", Role.FIELD_VALUE)):
            given = None if unclear else role
            yield _text(field[name], given, TaggedPanel.NONE, "other_field", places.get(name))


def _text(
    text: str | None, role: Role | None, panel: TaggedPanel, key: str, sight: JsonObject | None
) -> WantedText | None:
    folded = fold(text or "")
    return WantedText(folded, role, panel, key, _seen(sight)) if folded else None


def _seen(sight: JsonObject | None) -> Seen:
    return dict_to_where(sight["where"]) if sight else ()


def _listed(form: JsonObject, name: str) -> Sequence[JsonObject | None]:
    """The sights of a list of the form; None for each where the form says no places."""
    found: Sequence[JsonObject | None] | None = (form.get("places") or {}).get(name)
    return [None] * len(form[name]) if found is None else found
