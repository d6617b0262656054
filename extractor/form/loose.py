"""Text whose rows were lost → rows again: one cell a line, single spaces, run-together lists.

Source of the styles: forms copied out of web pages and PDF viewers. The order of the cells is all
that is left; where a row ends is found by dynamic programming over what each text looks like.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.form.column_heads import Column, column_head
from extractor.form.columns import has_cost_level1
from extractor.form.header import is_label, split_inline
from extractor.form.labels import funding_item, goal_label, is_funding_block
from extractor.form.level_names import level1_label, level2_label
from extractor.form.rows import Row, Token, fold
from extractor.form.stream import cells_to_places, places_to_rows
from extractor.form.titles import has_title
from extractor.grid import Layout

_LEVELS = (Column.LEVEL1, Column.LEVEL2, Column.LEVEL3)
_ANNEX = re.compile(r"附(件|表)\d")
_RUN = re.compile(r"[【\[](?P<one>[^】\]\-—–－/]{2,10})[-—–－/](?P<two>[^】\]]{2,18})[】\]]")
_ITEM = re.compile(
    r"(?P<name>.+?)[(（](?P<value>[^()（）]*(?:[(（][^()（）]*[)）])?[^()（）]*)[)）]"
)
_ITEM_ENDS = " ,，、.…"
_LONGEST_ITEM = 2000


def tighten(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows with those of lost structure rebuilt; rows of tables pass unchanged."""
    out: list[Row] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        heads = _stream_heads(rows, index)
        if heads >= 3:
            body_end = _stream_end(rows, index + heads)
            out = _regroup_head(out)
            out.extend(_stream_to_rows(rows[index : index + heads], rows[index + heads : body_end]))
            index = body_end
            continue
        run = _run_of(row)
        if run is not None:
            rest = tuple(t for t in row.tokens if t.key != run.key)
            out.extend([replace(row, tokens=rest)] if rest else [])
            out.extend(_run_to_rows(row, run))
        elif len(row.tokens) == 1 and _spaced_heads(row.tokens[0]) >= 3:
            end = _stream_end(rows, index + 1)
            out = [_split_label(r) for r in out]
            out.extend(_split_spaces(r) for r in rows[index:end])
            index = end
            continue
        else:
            out.append(row)
        index += 1
    return tuple(out)


def _stream_heads(rows: Sequence[Row], index: int) -> int:
    """How many rows from `index` on print one column head each, a level head among them."""
    count = 0
    kinds: list[Column] = []
    while index + count < len(rows) and len(rows[index + count].tokens) == 1:
        kind = column_head(rows[index + count].tokens[0].folded)
        if kind is None:
            break
        kinds.append(kind)
        count += 1
    return count if sum(k in _LEVELS for k in kinds) >= 2 else 0


def _stream_end(rows: Sequence[Row], start: int) -> int:
    index = start
    while index < len(rows) and len(rows[index].tokens) == 1:
        if has_title(rows[index].tokens[0].text):
            break
        index += 1
    # headings of the next form stand before its title
    while index > start and _ANNEX.match(rows[index - 1].tokens[0].folded):
        index -= 1
    return index


def _token_at(token: Token, column: int) -> Token:
    return replace(token, column=column, column_span=1)


def _row(template: Row, tokens: Sequence[Token]) -> Row:
    placed = tuple(_token_at(t, i) for i, t in enumerate(tokens))
    return replace(template, layout=Layout.STREAM, tokens=placed, width=max(1, len(placed)))


def _regroup_head(rows: Sequence[Row]) -> list[Row]:
    """Lines above a stream of cells: each label with the lines behind it becomes one row."""
    out: list[Row] = []
    for row in rows:
        single = len(row.tokens) == 1
        token = row.tokens[0]
        opens = _is_head_label(token) or has_title(token.text)
        can_take = out and out[-1].layout is Layout.STREAM and _is_head_label(out[-1].tokens[0])
        goal_side = single and goal_label(token.folded) and can_take
        if (goal_side and all(goal_label(t.folded) for t in out[-1].tokens)) or (
            single and not opens and can_take
        ):
            out[-1] = _row(out[-1], (*out[-1].tokens, token))
        elif single and _is_head_label(token) and split_inline(token) is None:
            out.append(_row(row, (token,)))
        else:
            out.append(row)
    return out


def _is_head_label(token: Token) -> bool:
    text = token.folded
    return (
        is_label(token)
        or goal_label(text)
        or funding_item(text) is not None
        or is_funding_block(text)
    )


def _stream_to_rows(heads: Sequence[Row], body: Sequence[Row]) -> list[Row]:
    head_tokens = [row.tokens[0] for row in heads]
    kinds = [column_head(t.folded) or Column.EXTRA for t in head_tokens]
    out = [_row(heads[0], head_tokens)]
    tokens = [row.tokens[0] for row in body]
    cost_level = Column.LEVEL1 if has_cost_level1(body) else Column.LEVEL2
    for cells in places_to_rows(cells_to_places(tokens, kinds, cost_level)):
        placed = tuple(_token_at(tokens[number], place) for number, place in cells)
        out.append(replace(_row(body[0], ()), tokens=placed, width=len(kinds)))
    return out


def _spaced_heads(token: Token) -> int:
    return sum(column_head(fold(part)) is not None for part in token.text.split())


def _split_spaces(row: Row) -> Row:
    token = row.tokens[0]
    parts = token.text.split()
    return _row(row, [_part(token, text, number) for number, text in enumerate(parts)])


def _split_label(row: Row) -> Row:
    """A line of a head without separators: split at spaces where labels stand."""
    token = row.tokens[0]
    parts = token.text.split()
    if len(row.tokens) > 1 or len(parts) < 2 or has_title(token.text):
        return row
    pieces: list[str] = []
    for part in parts:
        before = pieces and _is_head_label(_part(token, pieces[-1], 0))
        if _is_head_label(_part(token, part, 0)) or before or not pieces:
            pieces.append(part)
        else:
            pieces[-1] += " " + part
    tokens = [_part(token, text, number) for number, text in enumerate(pieces)]
    return _row(row, tokens) if len(tokens) > 1 and _is_head_label(tokens[0]) else row


def _part(token: Token, text: str, number: int) -> Token:
    """One of several texts of a cell as a token with a key of its own."""
    return replace(token, text=text, folded=fold(text), key=(*token.key, number))


def _run_of(row: Row) -> Token | None:
    """The cell of a row that lists indicators: all of a line, or a cell that begins with one."""
    if len(row.tokens) == 1:
        return row.tokens[0] if _RUN.search(row.tokens[0].text) else None
    return next((t for t in row.tokens if _names_levels(_RUN.match(t.text))), None)


def _names_levels(mark: re.Match[str] | None) -> bool:
    if mark is None:
        return False
    return (
        level1_label(fold(mark["one"])) is not None and level2_label(fold(mark["two"])) is not None
    )


def _run_to_rows(row: Row, token: Token) -> list[Row]:
    """【产出指标-数量指标】指标1:X(≥n);指标2:… → one row an indicator; text before is a row too."""
    marks = list(_RUN.finditer(token.text))
    out: list[Row] = []
    part = 0
    lead = token.text[: marks[0].start()].strip()
    if lead:
        out.append(replace(row, tokens=(_part(token, lead, part),)))
        part += 1
    for order, mark in enumerate(marks):
        end = marks[order + 1].start() if order + 1 < len(marks) else len(token.text)
        one, two = mark.group("one"), mark.group("two")
        for name, value in _items(token.text[mark.end() : end]) or [("", "")]:
            texts = [t for t in (one, two, name, value) if t]
            out.append(_row(row, [_part(token, text, part + n) for n, text in enumerate(texts)]))
            part += len(texts)
            one = two = ""
    return out


def _items(text: str) -> list[tuple[str, str]]:
    """Name and value of each item of a run: X(≥n), X:≥n, or X alone."""
    items: list[tuple[str, str]] = []
    for piece in re.split(r"[;；。\n]+", text):
        bare = piece.strip(" ,，、")
        if not bare:
            continue
        found = list(_ITEM.finditer(bare)) if len(bare) <= _LONGEST_ITEM else []
        if found and not bare[found[-1].end() :].strip(_ITEM_ENDS):
            items.extend((m["name"].rstrip().strip(" ,，、"), m["value"]) for m in found)
            continue
        name, colon, value = bare.rpartition("：") if "：" in bare else bare.rpartition(":")
        numbered = re.fullmatch(r"(指标|目标)?\d*", name.strip())
        items.append((name, value) if colon and not numbered else (bare, ""))
    return items


def opens_headless(row: Row) -> bool:
    """Whether a row is an indicator row by its own looks: a level-1 and a level-2 label, a name."""
    if len(row.tokens) < 3:
        return False
    one, two = level1_label(row.tokens[0].folded), level2_label(row.tokens[1].folded)
    return one is not None and one.sure and two is not None and two.sure
