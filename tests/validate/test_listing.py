"""docs/findings.md names every finding there is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import extractor
from extractor.validate import RULES
from extractor.validate.listing import NOTES, findings_document

SOURCE = Path(extractor.__file__).parent
PAGE = SOURCE.parent / "docs" / "findings.md"


def made_findings() -> Iterator[tuple[str, str]]:
    """(rule, severity) of every finding that is made without a rule, as written in the source."""
    for file in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            name = call.func.id if isinstance(call.func, ast.Name) else name
            words = [a.value for a in call.args if isinstance(a, ast.Constant)]
            ids = [w for w in words if isinstance(w, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", w)]
            levels = [a.attr for a in call.args if isinstance(a, ast.Attribute)]
            if name.lower().lstrip("_") == "finding" and ids:
                yield ids[0], levels[0].lower()


def test_findings_about_files_and_pages_are_listed_with_their_severity():
    made = set(made_findings())

    assert ("page.blank", "info") in made
    assert made == {(note.id, str(note.severity)) for note in NOTES}


def test_the_page_is_that_of_the_rules_and_notes():
    text = PAGE.read_text(encoding="utf-8")

    assert text == findings_document(RULES)
    assert all(f"| `{rule.id}` |" in text for rule in (*RULES, *NOTES))
