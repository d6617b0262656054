"""Rules without the words they know: what the tagger must do alone."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from re import compile as pattern
from types import ModuleType
from unittest.mock import patch

from extractor.form import column_heads, goals, labels, level_names, tasks

_NOTHING = pattern(r"(?!)")
_TABLES: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (labels, ("_FIELD_RE", "_FUNDING_RE")),
    (column_heads, ("_COLUMN_RE",)),
    (level_names, ("_LEVEL1_RE", "_LEVEL2_RE")),
)
_PATTERNS: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (labels, ("_OTHER_FIELD", "FUNDING_BLOCK", "_FUNDING_OTHER", "BUDGET_COLUMN", "GOAL")),
    (labels, ("_GOAL_ACTUAL", "TASK_NAME", "TASK_STUB")),
    (column_heads, ("MEDIUM_WORDS", "ANNUAL_WORDS")),
    (goals, ("_FRAGMENT", "_PIECE")),
    (tasks, ("TASK_NAME", "TASK_STUB")),
)
_REMEMBERED = (
    labels.field_label,
    labels.other_label,
    labels.funding_item,
    column_heads.column_head,
    level_names.level1_label,
    level_names.level2_label,
)


@contextmanager
def without_labels() -> Iterator[None]:
    """Inside, no rule knows any printed label of fields, money, goals, tasks, columns or levels.

    Titles stay known: they part a document into forms.
    """
    with ExitStack() as stack:
        for module, names in _TABLES:
            for name in names:
                stack.enter_context(patch.object(module, name, ()))
        for module, names in _PATTERNS:
            for name in names:
                stack.enter_context(patch.object(module, name, _NOTHING))
        stack.enter_context(patch.object(level_names, "misread_name", _no_name))
        stack.callback(_forget)
        _forget()
        yield


def _no_name(text: str, names: tuple[str, ...]) -> None:
    """No text is a misread name."""


def _forget() -> None:
    for function in _REMEMBERED:
        function.cache_clear()
