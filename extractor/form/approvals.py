"""What offices say of a form below its table: 审核意见, 盖章, 签字, side by side or one a row.

The labels are kept as fields without a key; what stands beside or below them is their value.
"""

import re
from collections.abc import Sequence

from extractor.form.affinity import is_value_like
from extractor.form.draft import Draft
from extractor.form.rows import Row, Token, joined
from extractor.grid import Layout
from extractor.verbatim import OtherField, Printed

_LABEL = re.compile(
    r"[^\d,。;≥≤%]{0,12}(审核|审批|审查|评审|初审|复核|主管|部门|单位|科室?|处室?|局|财政|专家组?|领导)"
    r"[^\d,。;≥≤%]{0,4}(意见|签章|盖章|公章)(\((盖章|签章|公章|签字)\))?"
    r"|[^\d,。;≥≤%]{2,12}\((盖章|签章|公章)\)|审(核|批|查)意见"
)
_SIGNED = re.compile(r".*(签字|盖章|签章|公章|签名)[:)]?.*|.*年月日|(原则)?同意.{0,8}")


def is_approval_row(row: Row) -> bool:
    """Whether a row asks offices for their word: 主管部门审核意见 alone, beside its value, or
    beside others of its kind."""
    if row.is_text or not _is_label(row.tokens[0]):
        return False
    rest = [t for t in row.tokens[1:] if not (_is_label(t) or _SIGNED.fullmatch(t.folded))]
    return not rest or (len(row.tokens) == 2 and is_value_like(rest[0].folded) == 0)


def read_approvals(draft: Draft, rows: Sequence[Row], start: int) -> int:
    """Read the rows of approval from `rows[start]` on; returns the first row behind them."""
    pending: list[tuple[Token, list[Printed]]] = []
    index = start
    while index < len(rows) and (is_approval_row(rows[index]) or _goes_on(rows[index], pending)):
        row = rows[index]
        if is_approval_row(row):
            _book(draft, pending)
            pending = []
        for token in row.tokens:
            if _is_label(token):
                pending.append((token, []))
                draft.ledger.use(token, "field_label")
            else:
                _over(row, token, pending)[1].append(draft.ledger.use(token, "field_value"))
        index += 1
    _book(draft, pending)
    return index


def _is_label(token: Token) -> bool:
    return _LABEL.fullmatch(token.folded.rstrip(":")) is not None


def _goes_on(row: Row, pending: Sequence[tuple[Token, list[Printed]]]) -> bool:
    """Whether a row holds what is said below the labels of the row above."""
    if row.is_text or any(values for _, values in pending):
        return False
    return bool(pending) and all(_SIGNED.fullmatch(t.folded) for t in row.tokens)


def _over(
    row: Row, token: Token, pending: Sequence[tuple[Token, list[Printed]]]
) -> tuple[Token, list[Printed]]:
    """The label that a value belongs to: in order where columns are lost, else by its column."""
    if row.layout is Layout.STREAM:
        return next((p for p in pending if not p[1]), pending[-1])
    before = [p for p in pending if p[0].column <= token.column]
    return before[-1] if before else pending[0]


def _book(draft: Draft, pending: Sequence[tuple[Token, list[Printed]]]) -> None:
    for label, values in pending:
        value = joined(values) or Printed("", label.where)
        draft.other_fields.append(OtherField(label.printed, value))
