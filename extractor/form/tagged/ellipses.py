"""Labels that swallowed the dots of the template's row below them."""

import re
from dataclasses import replace

from extractor.form.draft import Draft
from extractor.form.tagged.items import Item, Reading
from models.form_tagger.roles import Role

_LABELLED = re.compile(r"(?s)(.*[^….·。\s])\s*([….·。]{2,})\s*")
_LEVELS = (Role.LEVEL1, Role.LEVEL2)


def without_ellipses(draft: Draft, reading: Reading) -> Reading:
    """The reading with such labels as they were before; the dots are skipped."""
    items = tuple(_parted(draft, item) for item in reading.items)
    return replace(reading, items=items)


def _parted(draft: Draft, item: Item) -> Item:
    match = _LABELLED.fullmatch(item.printed.text)
    if match is None or item.role not in _LEVELS or len(item.tokens) > 1:
        return item
    label, dots = draft.ledger.cut(item.tokens[0], [match[1], match[2]])
    draft.skipped.append(draft.ledger.use(dots, "skeleton"))
    return replace(item, tokens=(label,), printed=replace(item.printed, text=label.text))
