"""A re-run beside what people had corrected: their values stay, the rest is read anew."""

from collections.abc import Iterable

from extractor.export.contract import finding_to_dict
from extractor.export.contract_reading import dict_to_findings
from extractor.record import Evidence, Finding, Severity
from extractor.taxonomy.matcher import RecordMatcher
from serve.editing.changes import JsonObject
from serve.editing.draft import FormDraft, RecordDraft, draft_of
from serve.editing.meaning import refreshed_file_findings, refreshed_form, with_states
from serve.editing.merging_rows import merge_rows
from serve.editing.merging_values import Conflict, Seen, keep
from serve.editing.row_kinds import ROW_KINDS

CONFLICT_RULE = "rerun.conflict"
_LONGEST_QUOTE = 60


def merge_corrections(
    base: JsonObject, corrected: JsonObject, fresh: JsonObject, matcher: RecordMatcher
) -> JsonObject:
    """The fresh reading with everything that people had changed or confirmed.

    Args:
        base: what the machine had read when the corrections were made.
        corrected: what people made of it.
        fresh: what the machine reads now.
    Returns:
        `fresh` where nobody corrected anything, `corrected` where the machine reads the same as
        before. Where both changed a value a person's stays, and a finding `rerun.conflict` says so.
    """
    if corrected["forms"] == base["forms"] and corrected["findings"] == base["findings"]:
        return fresh
    if fresh["forms"] == base["forms"] and fresh["findings"] == base["findings"]:
        return corrected | {"source": fresh["source"], "engine": fresh["engine"]}
    first, second, third = draft_of(base), draft_of(corrected), draft_of(fresh)
    forms: list[JsonObject] = []
    taken: set[int] = set()
    for form in third.forms:
        number = _same_form(form, first, taken)
        if number is None:
            forms.append(form.close())
            continue
        taken.add(number)
        forms.append(_merge_form(first.forms[number], second.forms[number], form, matcher))
    lost = (
        second.forms[number].close()
        for number, form in enumerate(first.forms)
        if number not in taken and form.close() != second.forms[number].close()
    )
    merged = fresh | {"forms": [*forms, *lost]}
    merged["findings"] = _file_findings(merged, corrected)
    return merged


def _same_form(form: FormDraft, base: RecordDraft, taken: set[int]) -> int | None:
    """The form of the earlier reading that this one is: on the same pages and of the same name,
    else either of them, the first that is left."""
    left = [number for number in range(len(base.forms)) if number not in taken]
    own = _marks(form)
    for wanted in (own[:2], own[:1], own[1:2]):
        for number in left:
            marks = _marks(base.forms[number])
            if all(mark in marks for mark in wanted) and None not in [m[1] for m in wanted]:
                return number
    return None


def _marks(form: FormDraft) -> list[tuple[str, object]]:
    values = form.values
    return [("pages", tuple(values["pages"])), ("name", values["fields"]["project_name"])]


def _merge_form(
    base: FormDraft, corrected: FormDraft, fresh: FormDraft, matcher: RecordMatcher
) -> JsonObject:
    before, after = base.close(), corrected.close()
    if before == after:
        return fresh.close()
    if before == fresh.close():
        return after
    conflicts: list[Conflict] = []
    for key in ("year", "form_type"):
        if after[key] != before[key]:
            fresh.values[key] = after[key]
    forms = (before, after, fresh.values)
    for key in ("title", *before["fields"]):
        kept, conflict = keep(*(_seen(form, key) for form in forms))
        conflicts += [conflict] if conflict else []
        _put(fresh.values, key, kept)
    for name in ROW_KINDS:
        rows = (base.rows[name], corrected.rows[name], fresh.rows[name])
        fresh.rows[name], found = merge_rows(name, *rows)
        conflicts += found
    merged = refreshed_form(fresh, matcher)
    merged["findings"] = _form_findings(merged, after, conflicts)
    return merged


def _seen(form: JsonObject, key: str) -> Seen:
    if key == "title":
        return Seen(form["title"], form["places"]["title"])
    return Seen(form["fields"][key], form["places"]["fields"].get(key))


def _put(form: JsonObject, key: str, seen: Seen) -> None:
    if key == "title":
        form["title"], form["places"]["title"] = seen.text, seen.sight
        return
    form["fields"][key] = seen.text
    form["places"]["fields"].pop(key, None)
    if seen.sight is not None:
        form["places"]["fields"][key] = seen.sight


def _form_findings(
    merged: JsonObject, corrected: JsonObject, conflicts: Iterable[Conflict]
) -> list[JsonObject]:
    found = (*dict_to_findings(merged["findings"]), *map(_finding, conflicts))
    before = dict_to_findings(corrected["findings"])
    return [finding_to_dict(finding) for finding in with_states(before, found)]


def _file_findings(merged: JsonObject, corrected: JsonObject) -> list[JsonObject]:
    before = dict_to_findings(corrected["findings"])
    found = dict_to_findings(refreshed_file_findings(merged))
    return [finding_to_dict(finding) for finding in with_states(before, found)]


def _finding(conflict: Conflict) -> Finding:
    kept, read = (_quoted(text) for text in (conflict.kept, conflict.read))
    return Finding(
        CONFLICT_RULE,
        Severity.INFO,
        f"重新识别为{read}，保留人工修改的{kept}。 "
        f"Read anew as {read}; the correction {kept} stays.",
        (Evidence(conflict.kept or "", conflict.where),),
    )


def _quoted(text: str | None) -> str:
    if text is None:
        return "“（无）”"
    cut = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
    return f"“{cut}”"
