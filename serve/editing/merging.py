"""A re-run beside what people had corrected: their values stay, the rest is read anew."""

from collections.abc import Iterable, Sequence

from extractor.export.contract import finding_to_dict
from extractor.export.contract_reading import dict_to_findings
from extractor.record import Evidence, Finding, Severity
from extractor.taxonomy.matcher import RecordMatcher
from serve.editing.changes import JsonObject
from serve.editing.draft import FormDraft, draft_of
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
    pairs = pair_forms(first.forms, second.forms)
    forms: list[JsonObject] = []
    taken: set[int] = set()
    used: set[int] = set()
    for form in third.forms:
        number = _same_form(form, first.forms, taken)
        if number is None:
            index = _same_form(form, second.forms, {*pairs.values(), *used})
            forms.append((form if index is None else second.forms[index]).close())
        else:
            taken.add(number)
            index = pairs.get(number)
            old = first.forms[number]
            mine = None if index is None else second.forms[index]
            forms.append(form.close() if mine is None else _merge_form(old, mine, form, matcher))
        used |= set() if index is None else {index}
    unchanged = {
        pairs[n] for n in pairs if first.forms[n].close() == second.forms[pairs[n]].close()
    }
    lost = (
        form.close()
        for index, form in enumerate(second.forms)
        if index not in used and index not in unchanged
    )
    merged = fresh | {"forms": [*forms, *lost]}
    merged["findings"] = _file_findings(merged, corrected)
    return merged


def pair_forms(first: Sequence[FormDraft], second: Sequence[FormDraft]) -> dict[int, int]:
    """Which form of the earlier reading became which corrected one. Edits leave forms in place;
    but a re-run keeps corrected forms that are read no more behind the others, and a revision that
    was restored may come from yet another reading."""
    pairs = {
        number: number
        for number, (form, other) in enumerate(zip(first, second, strict=False))
        if form.values["pages"] == other.values["pages"]
    }
    for number, form in enumerate(first):
        if number not in pairs:
            index = _same_form(form, second, set(pairs.values()))
            pairs |= {} if index is None else {number: index}
    return pairs


def _same_form(form: FormDraft, others: Sequence[FormDraft], taken: set[int]) -> int | None:
    """The form of another reading that this one is: on the same pages and of the same name, else
    either of them, the first that is left."""
    left = [number for number in range(len(others)) if number not in taken]
    own = _marks(form)
    for wanted in (own[:2], own[:1], own[1:2]):
        for number in left:
            marks = _marks(others[number])
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
