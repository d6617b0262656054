"""The record of a form as its pieces still print it after damage."""

import re
from collections.abc import Set
from typing import cast

from models.form_tagger.roles import Role
from training.form_tagger.meanings import item_key
from training.form_tagger.pieces import Drawn, Leaf, Piece
from training.synthesis.records import FormRecord, FundingEntry, GoalEntry, IndicatorEntry

_UNIT_LINE = re.compile(r"填报单位[：:](\S+)")
_USUAL = {
    "产出": "产出指标",
    "完成": "产出指标",
    "履职": "产出指标",
    "成本": "成本指标",
    "满意": "满意度指标",
    "效": "效益指标",
}
_UNKEPT = (Role.DIRECTION, Role.LEVEL3, Role.VALUE, Role.NUMBER)


def printed_record(drawn: Drawn, pieces: list[Piece]) -> FormRecord:
    """The record as the pieces, in reading order, still print it; indicators of the medium term
    stand first."""
    texts = _whole_texts(pieces)
    printed = {p.text.replace("\n", "") for p in pieces if p.role is Role.LEVEL1}
    found = (_entry(leaf, texts, printed) for leaf in drawn.leaves)
    entries = [entry for entry in found if entry is not None]
    entries.sort(key=lambda entry: entry["panel"] == "annual")
    record: FormRecord = {
        **drawn.record,
        "fields": _fields(drawn.record, pieces, texts),
        "funding": _funding(drawn.record, pieces, texts),
        "goals": _goals(drawn.record, pieces, texts),
        "indicators": entries,
    }
    return record


def _said(piece: Piece, texts: dict[int, str]) -> str:
    return texts.get(id(piece), "") if piece.said is None else piece.said


def _fields(
    record: FormRecord, pieces: list[Piece], texts: dict[int, str]
) -> dict[str, str | None]:
    """A field that is printed twice is the first one; a unit may stand in a line of text only."""
    fields = dict(record["fields"])
    if fields.get("implementing_unit") is None:
        notes = [_UNIT_LINE.search(p.text) for p in pieces if p.role is Role.UNIT_NOTE]
        fields["implementing_unit"] = next((note[1] for note in notes if note), None)
    for piece in reversed(pieces):
        value = piece.role is Role.FIELD_VALUE and piece.continues is None
        if value and fields.get(piece.key) is not None:
            fields[piece.key] = _said(piece, texts)
    return fields


def _goals(record: FormRecord, pieces: list[Piece], texts: dict[int, str]) -> list[GoalEntry]:
    printed = {
        piece.panel.value: _said(piece, texts)
        for piece in reversed(pieces)
        if piece.role is Role.GOAL_VALUE and piece.continues is None
    }
    return [
        {"panel": goal["panel"], "text": printed.get(goal["panel"], goal["text"])}
        for goal in record["goals"]
    ]


def _funding(record: FormRecord, pieces: list[Piece], texts: dict[int, str]) -> list[FundingEntry]:
    """Amounts of one source follow each other on paper as in the record; empty ones stay."""
    amounts: dict[tuple[str, str], list[str]] = {}
    for piece in pieces:
        if piece.role is Role.MONEY_VALUE and piece.continues is None:
            amounts.setdefault((piece.panel.value, piece.key), []).append(_said(piece, texts))
    lines: list[FundingEntry] = []
    for line in record["funding"]:
        left = amounts.get((line["panel"], item_key(line["item"])), [])
        raw = left.pop(0) if line["raw"] and left else line["raw"]
        lines.append({**line, "raw": raw})
    return lines


def _whole_texts(pieces: list[Piece]) -> dict[int, str]:
    """The text of every printed piece with what continues it."""
    texts: dict[int, str] = {}
    roots: dict[int, int] = {}
    for piece in pieces:
        root = id(piece)
        if piece.continues is not None and id(piece.continues) in roots:
            root = roots[id(piece.continues)]
        roots[id(piece)] = root
        texts[root] = texts.get(root, "") + piece.text
    return texts


def _entry(leaf: Leaf, texts: dict[int, str], printed: Set[str]) -> IndicatorEntry | None:
    """What is printed of an indicator; None where neither its name nor its value is."""
    said = {role: texts.get(id(piece), "") for role, piece in leaf.cells.items()}
    said.update(leaf.said)
    name = said.get(Role.LEVEL3, "")
    value = said.get(Role.VALUE, said.get(Role.NUMBER, ""))
    if not name and not value:
        return None
    upper = _upper(leaf)
    entry: dict[str, str] = {
        "panel": "annual" if leaf.panel.value == "annual" else "medium_term",
        "level1": _label_text(upper.get(Role.LEVEL1), texts) or _restored(leaf.level1, printed),
        "level2": _label_text(upper.get(Role.LEVEL2), texts) or leaf.level2,
        "level3": name,
        "value": value,
    }
    for role, text in said.items():
        if role not in _UNKEPT:
            entry[role.value] = text
    if Role.NUMBER in said:
        entry["number"] = said[Role.NUMBER]
    return cast(IndicatorEntry, entry)


def _upper(leaf: Leaf) -> dict[Role, Piece]:
    found: dict[Role, Piece] = {}
    first = next(iter(leaf.cells.values()), None)
    piece = None if first is None else first.parent
    while piece is not None and len(found) < 3:
        found.setdefault(piece.role, piece)
        piece = piece.parent
    return found


def _label_text(label: Piece | None, texts: dict[int, str]) -> str:
    """A level's label as it is printed; '' where it was lost."""
    return ("" if label is None else texts.get(id(label), "")).replace("\n", "")


def _restored(level1: str, printed: Set[str]) -> str:
    """A lost level-1 label: the form's own where it still prints it somewhere, else the usual
    name, since nobody could know the other."""
    if level1 in printed:
        return level1
    return next((name for mark, name in _USUAL.items() if mark in level1), level1)
