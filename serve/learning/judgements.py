"""A document that people corrected → one submission a form, with the form as they left it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotations.corrections import Outcome, Source, Submission, Verdict
from annotations.runs import run_id
from serve.editing.changes import JsonObject
from serve.editing.draft import draft_of
from serve.editing.merging import pair_forms
from serve.learning.form_values import form_state
from serve.learning.verdicts import form_corrections


@dataclass(frozen=True, slots=True)
class Judged:
    """The state of a document after people corrected it.

    `document` is its id in the service, `sha256` that of its bytes. `machine` is the record that
    the corrected one goes back to. `authors` are ids of all who had a hand in it, the last one
    first; `made_at` of the newest revision, ISO 8601 in UTC with microseconds.
    """

    document: str
    sha256: str
    machine: JsonObject
    corrected: JsonObject
    authors: tuple[str, ...]
    made_at: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A submission and the whole form that it leaves; None where it takes back what was said."""

    submission: Submission
    form: JsonObject | None


def judgements(judged: Judged) -> tuple[Judgement, ...]:
    """One for each form that somebody said anything of; what was left alone there is a weak
    positive. A form that nobody touched says nothing: it may not have been looked at.

    A form of which every value was corrected or confirmed is final.
    """
    blank = _blank(judged)
    before = judged.machine["forms"]
    pairs = pair_forms(draft_of(judged.machine).forms, draft_of(judged.corrected).forms)
    number_of = {index: number for number, index in pairs.items()}
    found = []
    for index, form in enumerate(judged.corrected["forms"]):
        number = number_of.get(index)
        machine = None if number is None else form_state(before[number])
        place = len(before) + index if number is None else number
        corrections = form_corrections(machine, form_state(form), place, blank.run)
        verdicts = {correction.verdict for correction in corrections}
        if verdicts - {Verdict.UNTOUCHED}:
            is_final = Verdict.UNTOUCHED not in verdicts
            submission = replace(
                blank,
                form=place,
                reference=reference_of(judged.document, place),
                corrections=corrections,
                final=is_final,
                outcome=Outcome.ACCEPTED if is_final else Outcome.SUBMITTED,
            )
            found.append(Judgement(submission, form))
    return tuple(found)


def taken_back(judged: Judged, forms: Iterable[int]) -> tuple[Judgement, ...]:
    """Judgements that say nothing, in place of what was said of these forms before: its author
    undid it."""
    blank = replace(_blank(judged), outcome=Outcome.SKIPPED)
    return tuple(
        Judgement(replace(blank, form=form, reference=reference_of(judged.document, form)), None)
        for form in forms
    )


def reference_of(document: str, form: int) -> str:
    """What is judged, as the store of corrections names it."""
    return f"{document}/f{form}"


def _blank(judged: Judged) -> Submission:
    machine = judged.machine
    source = machine["source"] | {"name": ""}  # as the runs of Label Studio are named
    engine = machine["engine"]
    versions = {"version": engine["version"]} | {k: v for k, v in engine["models"].items() if v}
    author, *others = judged.authors
    return Submission(
        document=judged.sha256,
        form=0,
        run=run_id(machine | {"source": source}),
        engine=tuple(versions.items()),
        source=Source.REVIEW,
        author=author,
        made_at=judged.made_at,
        reference="",
        contributors=tuple(others),
    )
