"""What follows from the texts of a form, worked out anew after a person changed some of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.export.contract import finding_to_dict, record_to_dict
from extractor.export.contract_reading import dict_to_findings, dict_to_record
from extractor.record import Classification, Finding, FindingState, Funding, Indicator, Record
from extractor.taxonomy.matcher import RecordMatcher, classification_of
from extractor.validate import RULES, check, check_forms
from extractor.values import detect_scheme, normalise
from extractor.values.normalise import normal_value
from extractor.verbatim import Form, FundingLine
from serve.editing.changes import JsonObject
from serve.editing.draft import FormDraft

_RULES = frozenset(rule.id for rule in RULES)


def refreshed_form(draft: FormDraft, matcher: RecordMatcher) -> JsonObject:
    """The form with normal values, amounts, concepts and findings that fit its texts.

    Only rows whose texts changed are read again, so that what an older engine read of the others
    stays. A concept that a person chose stays too.
    """
    record = dict_to_record(draft.close())
    stale = [row.stale for row in draft.rows["indicators"]]
    record = replace(
        record,
        scheme=detect_scheme(indicator.row for indicator in record.indicators),
        funding=_amounts(record, [row.stale for row in draft.rows["funding"]]),
        indicators=_indicators(record, stale, matcher),
    )
    found = check(record, taxonomy=matcher.taxonomy)
    findings = (*with_states(record.findings, found), *of_no_rule(record.findings))
    return record_to_dict(replace(record, findings=findings))


def refreshed_file_findings(record: JsonObject) -> list[JsonObject]:
    """The findings about a file: those between its forms anew, the others as they were."""
    if len(record["forms"]) < 2:
        return list(record["findings"])
    before = dict_to_findings(record["findings"])
    records = [dict_to_record(form) for form in record["forms"]]
    found = (*of_no_rule(before), *with_states(before, check_forms(records)))
    return [finding_to_dict(finding) for finding in found]


def with_states(before: Sequence[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings `after`, each with the state that the same one had before."""
    states: dict[tuple[str, ...], list[FindingState]] = defaultdict(list)
    for finding in reversed(before):
        states[_identity(finding)].append(finding.state)
    return tuple(
        replace(finding, state=known.pop()) if (known := states[_identity(finding)]) else finding
        for finding in after
    )


def of_no_rule(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that no rule gives, so that they cannot be worked out anew."""
    return tuple(finding for finding in findings if finding.rule not in _RULES)


def _identity(finding: Finding) -> tuple[str, ...]:
    return (finding.rule, *(evidence.text for evidence in finding.evidence))


def _amounts(record: Record, stale: Sequence[bool]) -> tuple[Funding, ...]:
    if not any(stale):
        return record.funding
    lines = tuple(
        FundingLine(f.panel, f.item, None, f.raw, None if f.unit_inferred else f.unit)
        for f in record.funding
    )
    again = normalise(Form(record.form_type, None, None, funding=lines)).funding
    return tuple(
        new if changed else old
        for old, new, changed in zip(record.funding, again, stale, strict=True)
    )


def _indicators(
    record: Record, stale: Sequence[bool], matcher: RecordMatcher
) -> tuple[Indicator, ...]:
    changed = [
        Indicator(i.row, normal_value(i.row), _chosen(i, matcher))
        for i, is_stale in zip(record.indicators, stale, strict=True)
        if is_stale
    ]
    asked = [i for i in changed if i.classification is None]
    answered = iter(matcher.match(replace(record, indicators=tuple(asked))).indicators)
    again = iter([next(answered) if i.classification is None else i for i in changed])
    return tuple(
        next(again) if is_stale else old
        for old, is_stale in zip(record.indicators, stale, strict=True)
    )


def _chosen(indicator: Indicator, matcher: RecordMatcher) -> Classification | None:
    """What a person chose, with the homes of that concept; None where nobody chose."""
    given = indicator.classification
    if given is None or not given.reviewed:
        return None
    concept = matcher.taxonomy.concept(given.concept) if given.concept else None
    if concept is None:  # none fits, or one that the taxonomy had once
        return given
    normal = Indicator(indicator.row, normal_value(indicator.row))
    named = classification_of(concept, normal)
    return replace(named, confidence=1.0, candidates=given.candidates, reviewed=True)
