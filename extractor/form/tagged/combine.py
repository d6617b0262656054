"""Two readings of one form, by rules and by tags → one, part by part.

The indicators are taken from the rules where these know the labels and their reading has no more
flaws, else from the reading that is more likely right; any other part from the rules unless they
lack what the tags found. Cells are booked anew, so that each stands in the chosen parts
or is unassigned.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.form.accounting import unplaced_cells
from extractor.form.affinity import is_skeleton
from extractor.form.draft import Draft
from extractor.form.rows import fold
from extractor.form.tagged.confidence import Origin, Signs, probabilities, with_confidence
from extractor.form.tagged.flaws import LEVEL_ROLES, TREE_ROLES, tree_flaws
from extractor.verbatim import FundingLine, OtherField, Printed

_MARGIN = 0.1  # of expected F1, by which the tags must be better
_LEAST_EXPECTED = 0.5  # F1 below which expectations tell nothing
_MOST_FLAWS = 1.0  # price an indicator, by which the tags may be worse and still be believed
_MOST_UNKNOWN = 0.05  # of the labels: the tagger errs too
_NAMED_ITEMS = {"total", "fiscal", "other"}
_LONG = 8  # characters of a text that may be part of a goal

_TREE_LABELS = LEVEL_ROLES | {"column_head", "stub"}
_PARTS = {
    "field_label": "fields",
    "field_value": "fields",
    "funding_label": "funding",
    "funding_value": "funding",
    "goal_label": "goals",
    "goal": "goals",
    "goal_actual": "goals",
    "task_label": "tasks",
    "task": "tasks",
    "task_note": "tasks",
    "task_amount": "tasks",
}


def combine(rules: Draft, tagged: Draft) -> Draft:
    """One reading out of two of the same cells."""
    better = better_tree(rules, tagged)
    tree = better.draft
    sources = {
        "tree": tree,
        "funding": _better_funding(rules, tagged),
        "tasks": tagged if len(tagged.tasks) > len(rules.tasks) else rules,
        "goals": _fuller_goals(rules, tagged),
        "fields": rules if rules.fields or rules.other_fields else tagged,
    }
    both = Draft(tree.rows)
    both.title = rules.title or tagged.title
    both.year = rules.year or tagged.year
    both.money_unit = rules.money_unit or tagged.money_unit
    both.fields = dict(sources["fields"].fields)
    both.other_fields = list(sources["fields"].other_fields)
    both.funding = _named(sources["funding"].funding, tagged.funding)
    both.tasks = list(sources["tasks"].tasks)
    both.goals = list(sources["goals"].goals)
    both.indicators = with_confidence(tree.indicators, better.sure)
    both.inline_labels = list(dict.fromkeys((*rules.inline_labels, *tagged.inline_labels)))
    _add_fields(both, tagged)
    _book(both, rules, tagged, sources)
    _skip_empty_places(both, tree)
    return both


@dataclass(frozen=True, slots=True)
class Tree:
    """A reading of which the indicators are taken; `flaws` is the price of what is wrong with them,
    `sure` (indicators,) are their confidences."""

    draft: Draft
    flaws: float
    sure: Signs

    def expected(self, rows: int) -> float:
        """The F1 that is to be expected where the form has so many indicators."""
        return 2 * float(self.sure.sum()) / max(1, len(self.sure) + rows)


def tree_of(draft: Draft, tagged: Draft, other: Draft | None) -> Tree:
    """The indicators of a reading, judged beside the other one."""
    flaws = tree_flaws(draft)
    others = [] if other is None else other.indicators
    sure = probabilities(draft.indicators, others, Origin(draft is tagged, flaws))
    return Tree(draft, flaws, sure)


def better_tree(rules: Draft, tagged: Draft) -> Tree:
    """The reading to take the indicators from.

    Rules that know the labels of the form are exact: theirs is taken unless it has more flaws.
    Else the one whose indicators are clearly more likely right, if it has not many more flaws.
    """
    by_rules, by_tags = tree_of(rules, tagged, tagged), tree_of(tagged, tagged, rules)
    rows = max(len(rules.indicators), len(tagged.indicators))
    expected = by_rules.expected(rows), by_tags.expected(rows)
    if _know_labels(rules, tagged) or max(expected) < _LEAST_EXPECTED:
        return by_tags if by_rules.flaws > by_tags.flaws else by_rules
    if by_tags.flaws - by_rules.flaws > _MOST_FLAWS * rows:
        return by_rules
    return by_tags if expected[0] + _MARGIN < expected[1] else by_rules


def _know_labels(rules: Draft, tagged: Draft) -> bool:
    """Whether nearly all that the tagger takes for a label of a level or a column is one to the
    rules too."""
    labels = [
        token.key
        for row in tagged.rows
        for token in row.tokens
        if tagged.ledger.roles.get(token.key) in _TREE_LABELS
    ]
    unknown = sum(rules.ledger.roles.get(key) not in _TREE_LABELS for key in labels)
    return unknown <= _MOST_UNKNOWN * len(labels)


def _better_funding(rules: Draft, tagged: Draft) -> Draft:
    """The amounts of the tags where those of the rules name less, or one thing twice."""
    names = [{(f.panel, f.item) for f in draft.funding} for draft in (rules, tagged)]
    doubled = [
        len(draft.funding) - len(own) for draft, own in zip((rules, tagged), names, strict=True)
    ]
    if doubled[0] != doubled[1]:
        return rules if doubled[0] < doubled[1] else tagged
    return tagged if len(names[1]) > len(names[0]) else rules


def _named(lines: Sequence[FundingLine], tagged: Sequence[FundingLine]) -> list[FundingLine]:
    """Amounts whose label no rule knows are what the tags take the same cell for."""
    items: dict[object, set[str]] = {}
    for line in tagged:
        items.setdefault(_cell(line), set()).add(line.item)
    taken = {(line.panel, line.item) for line in lines}
    found: list[FundingLine] = []
    for line in lines:
        named = line
        known = items.get(_cell(line), set())
        if len(known) == 1 and known <= _NAMED_ITEMS and line.item not in _NAMED_ITEMS:
            (item,) = known
            named = line if (line.panel, item) in taken else replace(line, item=item)
        taken.add((named.panel, named.item))
        found.append(named)
    return found


def _cell(line: FundingLine) -> object:
    return line.panel, line.raw.where, line.raw.text


def _fuller_goals(rules: Draft, tagged: Draft) -> Draft:
    """Goals of the tags where they have a panel, or a text, that the rules found no place for."""
    one, two = ({g.panel: fold(g.text.text) for g in draft.goals} for draft in (rules, tagged))
    if set(two) > set(one):
        return tagged
    unread = [t.folded for t in unplaced_cells(rules) if len(t.folded) >= _LONG]
    return tagged if any(text in goal for text in unread for goal in two.values()) else rules


def _add_fields(both: Draft, tagged: Draft) -> None:
    """Fields that only the tags found, and those whose value is none to them.

    A text stands in one place: it leaves the fields without a key, and is not taken from another
    part of the form.
    """
    values = {fold(v.text) for v in tagged.fields.values()}
    values |= {fold(field.value.text) for field in tagged.other_fields}
    elsewhere = {fold(text) for text in replace(both, fields={}, other_fields=[]).texts()}
    for key, value in tagged.fields.items():
        folded = fold(value.text)
        kept = both.fields.get(key)
        if not folded or folded in elsewhere or (kept and fold(kept.text) in values):
            continue
        if kept is not None and kept.text:
            both.other_fields.append(OtherField(Printed(""), kept))
        both.fields[key] = value
        both.other_fields = [f for f in both.other_fields if fold(f.value.text) != folded]
    taken = elsewhere | {fold(text) for text in both.texts()}
    for field in tagged.other_fields:
        if field.value.text and fold(field.value.text) not in taken:
            both.other_fields.append(field)


def _book(both: Draft, rules: Draft, tagged: Draft, sources: dict[str, Draft]) -> None:
    """The role of each cell in the reading that its part was taken from."""
    unread = {token.key for token in unplaced_cells(rules)}
    both.ledger.pieces |= {**tagged.ledger.pieces, **rules.ledger.pieces}
    for row in both.rows:
        for token in row.tokens:
            for draft in (rules, tagged):
                role = draft.ledger.roles.get(token.key)
                if role is None or (draft is rules and token.key in unread):
                    continue
                part = "tree" if role in TREE_ROLES else _PARTS.get(role, "")
                if sources.get(part, draft) is draft or (part == "fields" and draft is tagged):
                    both.ledger.roles.setdefault(token.key, role)


def _skip_empty_places(both: Draft, tree: Draft) -> None:
    """Empty places of the template that stand in no part were skipped by either reading; those cut
    from a cell of the tree, by the reading that it was taken from."""
    standing = {fold(text) for text in both.texts()}
    for row in both.rows:
        for token in row.tokens:
            if is_skeleton(token.folded) and token.folded not in standing:
                both.skipped.append(both.ledger.use(token, "skeleton"))
    whole = Counter(both.skipped)
    for printed in tree.skipped:
        folded = fold(printed.text)
        if whole[printed]:
            whole[printed] -= 1
        elif is_skeleton(folded) and folded not in standing:
            both.skipped.append(printed)
