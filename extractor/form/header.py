"""Label and value pairs of a form's head: known fields by their synonyms, all others kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.form.draft import Draft
from extractor.form.labels import field_label, funding_item, is_amount, other_label
from extractor.form.rows import Row, Token, fold, joined
from extractor.form.titles import title_kind
from extractor.grid import Layout
from extractor.verbatim import FieldKey, FormType, OtherField, Printed

_INLINE = re.compile(r"\s*(?P<label>[^:：]{2,24}?)\s*[:：]\s*(?P<value>\S(?:.*\S)?)\s*$", re.DOTALL)
_INLINE_MANY = re.compile(r"(?<!\s)(?:\s{2,}+|\u3000)(?=[^\s:：]{2,14}[:：])")
_DEPARTMENT_FORM = FormType.DEPARTMENT_TARGET
_GENERIC = re.compile(r"[^\d≥≤%,。;]{2,14}(\(.{1,12}\))?[:：]?")


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and the cells that stand behind it."""

    label: Token
    label_text: str  # folded
    values: tuple[Token, ...]
    inline: Printed | None = None


def split_inline(token: Token) -> tuple[str, Printed] | None:
    """A cell that prints label and value, 项目名称：X → (folded label, value); else None."""
    match = _INLINE.match(token.text)
    if match is None:
        return None
    label = fold(match.group("label"))
    if field_label(label) or other_label(label) or funding_item(label):
        return label, Printed(match.group("value"), token.where, token.confidence)
    return None


def is_label(token: Token) -> bool:
    """Whether a cell is a known label of the head (fields and usual others, not money)."""
    return field_label(token.folded) is not None or other_label(token.folded)


def row_to_pairs(tokens: Sequence[Token], layout: Layout | None) -> list[Pair]:
    """The pairs of a head row; cells that belong to none are left out."""
    pairs: list[Pair] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        inline = split_inline(token) if not is_label(token) else None
        if inline is not None:
            pairs.append(Pair(token, inline[0], (), inline[1]))
            index += 1
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if is_label(token) or _generic_label(token, following):
            values = () if following is None or _opens_pair(following) else (following,)
            pairs.append(Pair(token, token.folded, values))
            index += 1 + len(values)
            continue
        if layout is Layout.STREAM and pairs and pairs[-1].values:
            # a wrapped value stands on several lines
            last = pairs[-1]
            pairs[-1] = Pair(last.label, last.label_text, (*last.values, token))
        index += 1
    return pairs


def _opens_pair(token: Token) -> bool:
    """Whether a cell behind a label is a label itself rather than that one's value."""
    return is_label(token) or (token.folded.endswith(":") and split_inline(token) is not None)


def _generic_label(token: Token, following: Token | None) -> bool:
    if following is None or is_amount(token.folded):
        return False
    return _GENERIC.fullmatch(token.folded) is not None and len(following.folded) >= 1


def read_head_row(draft: Draft, row: Row) -> None:
    """Book the pairs of a head row; other cells stay free."""
    tokens = [t for t in row.tokens if draft.ledger.free(t)]
    if row.is_text or (len(tokens) == 1 and split_inline(tokens[0]) is not None):
        _read_text_line(draft, tokens)
        return
    pairs = row_to_pairs(tokens, row.layout)
    empty_behind = _has_empty_place(row)
    for pair in pairs:
        value = pair.inline or joined(v.printed for v in pair.values)
        if value is None and not empty_behind and len(pairs) == 1:
            continue
        _book(draft, pair, value or Printed("", pair.label.where))


def _has_empty_place(row: Row) -> bool:
    return row.width > len(row.tokens) or len(row.starts) > len(row.tokens)


def _read_text_line(draft: Draft, tokens: Sequence[Token]) -> None:
    for token in tokens:
        for part in _INLINE_MANY.split(token.text):
            piece = Token(
                token.key, part, fold(part), token.column, 1, 1, token.where, token.confidence
            )
            inline = split_inline(piece)
            if inline is not None:
                _book(draft, Pair(piece, inline[0], (), inline[1]), inline[1])


def _key_of(draft: Draft, label: str) -> FieldKey | None:
    """The field of a label. On a department's own form 部门名称 and 预算部门 name the one who
    fills it in; only 主管部门 is another there."""
    key = field_label(label)
    own = draft.title is not None and title_kind(fold(draft.title.text)) is _DEPARTMENT_FORM
    if key is FieldKey.DEPARTMENT and own and "主管" not in label:
        return FieldKey.IMPLEMENTING_UNIT
    return key


def _book(draft: Draft, pair: Pair, value: Printed) -> None:
    draft.ledger.use(pair.label, "field_label")
    draft.ledger.use_all(pair.values, "field_value")
    key = _key_of(draft, pair.label_text)
    if key is not None:
        draft.keep_field(key, pair.label, value)
    else:
        label = pair.label.printed
        if pair.inline is not None:
            label = Printed(label.text.split(":")[0].split("：")[0].strip(), label.where)
        draft.other_fields.append(OtherField(label, value))
