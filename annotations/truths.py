"""What is true of each form after all that people said of it, whichever source they used."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from annotations.corrections import Source, Submission
from annotations.errors import UnknownRunError
from annotations.gold import learnable_heads
from annotations.truth import true_form
from annotations.workspace import Workspace
from extractor.taxonomy import Taxonomy

log = logging.getLogger(__name__)

JsonObject = dict[str, Any]

_AT_ONCE = 50  # submissions with all their corrections in memory


@dataclass(frozen=True, slots=True)
class TrueForm:
    """A form as it is printed, as far as people know.

    `document` is the SHA-256 of the file, `form` the index of the form in the record that was
    judged, `family` what kind of forms it is of (its type), `record_form` the form of the contract.
    `submissions` are the ids of the judgements that it comes from, `authors` all who took part.
    """

    document: str
    form: int
    family: str
    record_form: JsonObject
    source: Source
    authors: tuple[str, ...]
    submissions: tuple[str, ...]


def true_forms(workspace: Workspace, taxonomy: Taxonomy) -> Iterator[TrueForm]:
    """One truth a document and form, by document and form; some in memory at a time.

    What was decided between people comes before what was marked as final, that before what was
    said last. Withdrawn judgements, those of forms that were sent back, and documents of gold sets
    are left out; so are forms whose run or truth is not kept any more, which the log tells.

    Raises:
        StoreLineError: the store is broken.
    """
    heads = chosen_heads(workspace)
    for start in range(0, len(heads), _AT_ONCE):
        batch = heads[start : start + _AT_ONCE]
        wanted = {head.id for head in batch if head.source is not Source.REVIEW}
        full = {entry.id: entry for entry in workspace.corrections.get(wanted)}
        for head in batch:
            form = _form(full.get(head.id, head), workspace, taxonomy)
            if form is not None:
                yield _true_form(head, form)
            else:
                log.warning("truth.lost", extra={"document": head.document[:12], "id": head.id})


def chosen_heads(
    workspace: Workspace, sources: Collection[Source] = tuple(Source)
) -> list[Submission]:
    """The judgements of these sources that hold, as of `true_forms`, without their corrections."""
    by_form: dict[tuple[str, int], list[Submission]] = defaultdict(list)
    for head in learnable_heads(workspace):
        if head.source in sources:
            by_form[head.document, head.form].append(head)
    return [max(entries, key=_rank) for _, entries in sorted(by_form.items())]


def chosen_submissions(workspace: Workspace) -> Iterator[Submission]:
    """The judgements that hold, in the order in which they came; one in memory at a time."""
    return workspace.corrections.get([head.id for head in chosen_heads(workspace)])


def _rank(head: Submission) -> tuple[bool, bool, str, str]:
    return head.source is Source.ADJUDICATION, head.final, head.made_at, head.id


def _form(submission: Submission, workspace: Workspace, taxonomy: Taxonomy) -> JsonObject | None:
    if submission.source is Source.REVIEW:
        return workspace.truths.get(submission.id)
    try:
        return true_form(workspace.runs.get(submission.run), submission, taxonomy)
    except UnknownRunError:
        return None


def _true_form(head: Submission, form: JsonObject) -> TrueForm:
    return TrueForm(
        head.document,
        head.form,
        str(form["form_type"]),
        form,
        head.source,
        tuple(dict.fromkeys((head.author, *head.contributors))),
        (head.id,),
    )
