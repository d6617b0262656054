"""One truth a form, from the review page and from Label Studio."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotations.adjudicate import Decision
from annotations.correction_store import Subject
from annotations.corrections import Outcome, Source, Submission
from annotations.forget import erase
from annotations.gold import freeze
from annotations.propose import propose
from annotations.truths import TrueForm, true_forms
from annotations.workspace import Workspace
from extractor.taxonomy import load_taxonomy
from tests.annotations.judged import RUN, judged
from tests.annotations.shown import blank_pages, river
from tests.annotations.test_adjudicate import ONE, TWO, decided

TAXONOMY = load_taxonomy()
LATE = "2031-12-31T00:00:00Z"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = Workspace(tmp_path)
    found.runs.put(propose(river(), blank_pages(), found.keep_page))
    return found


def reviewed(value: str, **more: Any) -> tuple[Submission, dict[str, Any]]:
    """A judgement of the review page that leaves `value` as the first indicator's."""
    given: dict[str, Any] = {
        "source": Source.REVIEW,
        "reference": "doc_1/f0",
        "made_at": LATE,
        "author": "user_7",
        "corrections": (),
    }
    submission = replace(ONE, **(given | more))
    form = RUN.record["forms"][0]
    row = form["indicators"][0] | {"value": value}
    return submission, form | {"indicators": [row, *form["indicators"][1:]]}


def keep(workspace: Workspace, judged: tuple[Submission, dict[str, Any]]) -> Submission:
    submission, form = judged
    workspace.truths.put(submission.id, form)
    workspace.corrections.add([submission])
    return submission


def value_of(truth: TrueForm) -> str:
    return str(truth.record_form["indicators"][0]["value"])


def the_truth(workspace: Workspace) -> TrueForm:
    (found,) = true_forms(workspace, TAXONOMY)
    return found


def test_a_judgement_of_label_studio_is_put_together_from_its_run(workspace: Workspace) -> None:
    workspace.corrections.add([ONE])
    found = the_truth(workspace)
    assert (found.document, found.form, found.authors) == (RUN.document, 0, (ONE.author,))
    assert (found.source, found.submissions) == (Source.LABEL_STUDIO, (ONE.id,))
    assert value_of(found) == "≥13公里"
    assert found.family == found.record_form["form_type"]


def test_of_both_sources_the_newest_holds_then_the_final_then_what_was_decided(
    workspace: Workspace,
) -> None:
    workspace.corrections.add([ONE])
    keep(workspace, reviewed("≥14公里", contributors=("user_8",)))
    assert value_of(the_truth(workspace)) == "≥14公里"
    assert the_truth(workspace).authors == ("user_7", "user_8")
    final = replace(ONE, author="c", reference="c", final=True)
    workspace.corrections.add([final])
    assert the_truth(workspace).submissions == (final.id,)
    workspace.corrections.add([TWO])
    workspace.corrections.add([decided(Decision(take="a"), ONE, TWO)])
    assert the_truth(workspace).source is Source.ADJUDICATION


def test_withdrawn_sent_back_and_lost_judgements_are_no_truth(workspace: Workspace) -> None:
    mine = keep(workspace, reviewed("≥14公里"))
    workspace.corrections.withdraw(Subject.UPLOAD, "doc_1")
    assert list(true_forms(workspace, TAXONOMY)) == []
    workspace.corrections.restore(Subject.UPLOAD, "doc_1")
    assert value_of(the_truth(workspace)) == "≥14公里"
    workspace.truths.remove(mine.id)
    assert list(true_forms(workspace, TAXONOMY)) == []
    workspace.corrections.add([replace(ONE, outcome=Outcome.RESCAN)])
    assert list(true_forms(workspace, TAXONOMY)) == []


def test_documents_of_gold_sets_are_no_truth_to_learn_from(workspace: Workspace) -> None:
    workspace.corrections.add([judged("a"), judged("b")])
    assert len(list(true_forms(workspace, TAXONOMY))) == 1
    freeze(workspace, "first")
    assert list(true_forms(workspace, TAXONOMY)) == []


def test_erasing_leaves_nothing_of_a_document(workspace: Workspace) -> None:
    keep(workspace, reviewed("≥14公里"))
    sha256 = workspace.originals.keep(b"form")
    workspace.corrections.add([replace(ONE, document=sha256)])
    erase(workspace, Subject.DOCUMENT, RUN.document)
    assert list(workspace.truths.ids()) == []
    assert workspace.originals.has(sha256)
    erase(workspace, Subject.DOCUMENT, sha256)
    assert not workspace.originals.has(sha256)


def test_erasing_an_author_takes_the_truths_of_that_author(workspace: Workspace) -> None:
    keep(workspace, reviewed("≥14公里"))
    assert erase(workspace, Subject.AUTHOR, "user_7") == 1
    assert list(workspace.truths.ids()) == []
