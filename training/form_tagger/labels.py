"""Other wordings of the labels that a form prints."""

from functools import cache
from pathlib import Path

import numpy as np
import yaml

from models.form_tagger.roles import Role, TaggedPanel
from training.form_tagger.pieces import Drawn, Piece
from training.synthesis.contents.draw import chance, pick, pick_weighted

_FILE = Path(__file__).with_name("wordings.yaml")
_BY_KEY = (Role.FIELD_LABEL, Role.COLUMN_HEAD, Role.MONEY_LABEL, Role.MONEY_HEAD)
_BY_PANEL = (Role.GOAL_LABEL, Role.PANEL_LABEL, Role.STUB)
_RESULTS = ("完成", "预期", "年初")
_ORDINALS = "一二三四五六七八九十"
_MARKS = {"": 9, "{n}.": 0.5, "（{c}）": 0.7, "{c}、": 0.6, "({n})": 0.3, "{n}、": 0.4}
_POINTS = ("（{p}分）", "({p}分)", "（{p}）", "{p}分", "（{p}%）")
_ENDS = {"": 8, "：": 1.2, ":": 0.6, " ": 0.2}


def relabel(drawn: Drawn, rng: np.random.Generator) -> None:
    """Print other wordings of some labels; the same label is worded alike in all of a form."""
    if chance(rng, 0.25):
        return
    share = pick(rng, (0.15, 0.5, 0.9))
    known: dict[tuple[Role, str, TaggedPanel, str], str] = {}
    end = pick_weighted(rng, _ENDS)
    for line in drawn.lines:
        for piece in line.printed():
            kind = (piece.role, piece.key, piece.panel, piece.text)
            if kind not in known:
                known[kind] = _worded(piece, rng, share)
            piece.text = known[kind]
            if piece.role is Role.FIELD_LABEL:
                piece.text = piece.text.rstrip("：: ") + end
    _mark_levels(drawn, rng)
    for leaf in drawn.leaves:
        first = next(iter(leaf.cells.values()))
        level2 = _upper(first, Role.LEVEL2)
        level1 = _upper(first, Role.LEVEL1)
        leaf.level2 = level2.text.replace("\n", "") if level2 else leaf.level2
        leaf.level1 = level1.text.replace("\n", "") if level1 else leaf.level1


def _upper(piece: Piece, role: Role) -> Piece | None:
    above = piece.parent
    while above is not None and above.role is not role:
        above = above.parent
    return above


def _worded(piece: Piece, rng: np.random.Generator, share: float) -> str:
    words = _words_of(piece)
    if not words or not chance(rng, share):
        return piece.text
    chosen = pick(rng, words) + _years(piece, rng)
    if len(chosen) > 3 and chance(rng, 0.06):
        middle = len(chosen) // 2
        chosen = chosen[:middle] + "\n" + chosen[middle:]
    return chosen


def _years(piece: Piece, rng: np.random.Generator) -> str:
    """The years that a label of a panel or of its goals names, seldom."""
    if piece.role not in _BY_PANEL or piece.panel is TaggedPanel.NONE or not chance(rng, 0.15):
        return ""
    first = int(rng.integers(2015, 2027))
    last = first + int(rng.integers(1, 5))
    if piece.panel is TaggedPanel.ANNUAL:
        return pick(rng, (f"（{first}年）", f"({first}年度)", f"（{first}）", "（20××年）"))
    return pick(rng, (f"（{first}年—{last}年）", f"({first}-{last}年)", "（20××年—20××+n年）"))


@cache
def wordings() -> dict[Role, dict[str, tuple[str, ...]]]:
    """The wordings of labels by role and by key, panel or the mark of a level."""
    groups: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        Role(name): {key: tuple(words.split()) for key, words in group.items()}
        for name, group in groups.items()
    }


def _words_of(piece: Piece) -> tuple[str, ...]:
    """The wordings that may stand for a label; none for labels of expected and reached goals."""
    group = wordings().get(piece.role, {})
    if piece.role in _BY_KEY:
        medium = piece.panel is TaggedPanel.MEDIUM_TERM and piece.role is Role.MONEY_LABEL
        return group.get(f"medium_term_{piece.key}" if medium else piece.key, ())
    if piece.role in _BY_PANEL:
        result = any(mark in piece.text for mark in _RESULTS)
        return () if result else group.get(piece.panel.value, ())
    bare = piece.text.replace("\n", "")
    return next((words for mark, words in group.items() if mark in bare), ())


def _mark_levels(drawn: Drawn, rng: np.random.Generator) -> None:
    """Number the labels of a level, or print their points behind them."""
    for role in (Role.LEVEL1, Role.LEVEL2):
        mark = pick_weighted(rng, _MARKS)
        points = pick(rng, _POINTS) if chance(rng, 0.07) else ""
        worded: dict[str, str] = {}
        for line in drawn.lines:
            for piece in line.printed():
                if piece.role is not role:
                    continue
                if piece.text not in worded:
                    number = len(worded) % 10
                    head = mark.format(n=number + 1, c=_ORDINALS[number])
                    tail = points.format(p=int(rng.integers(1, 12)) * 5)
                    worded[piece.text] = head + piece.text + ("" if "分" in piece.text else tail)
                piece.text = worded[piece.text]
