"""Frozen gold sets of a workspace are compared on."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.errors import StoreLineError
from annotations.workspace import Workspace
from extractor.engines import default_engines
from extractor.export.contract import extraction_to_dict
from extractor.pipeline import Options, extract_document
from extractor.taxonomy import load_taxonomy
from models.form_tagger.config import WEIGHTS
from models.form_tagger.session import FormTagger
from tests.training.corrections.test_gather import TEXT, judged
from training.gate.cases import measure
from training.gate.frozen import frozen_cases
from training.gate.held import held_documents
from training.gate.strictness import Count
from training.gate.trainable import Field
from training.indicator_classifier.trials import trials_of

ENGINES = replace(default_engines(), matcher=None)
CONCEPT = "QTY-020"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """One document, frozen, of whose three indicators the concept of one was seen to."""
    made = Workspace(tmp_path)
    judged(made, TEXT)
    data = TEXT.encode()
    form = extraction_to_dict(extract_document(data, "form.txt", ENGINES, Options()))["forms"][0]
    form["indicators"][0]["classification"] = {"concept": CONCEPT}
    form["places"]["indicators"][0]["concept"] = {"reviewed": True}
    document = made.originals.keep(data)
    text = json.dumps({"document": document, "form": 0, "record": form}, ensure_ascii=False)
    folder = made.gold / "spring"
    folder.mkdir(parents=True)
    (folder / "a-f0.json").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    manifest = {
        "name": "spring",
        "documents": [document],
        "forms": ["a-f0.json"],
        "digest": digest,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return made


def test_its_forms_are_read_again(workspace: Workspace) -> None:
    (case,) = frozen_cases(workspace, ENGINES)
    assert case.slices == ("gold", "gold spring")
    tallies = measure(FormTagger(1, WEIGHTS), [case])
    assert tallies[case.identity].rows == Count(3, 3, 3)
    assert tallies[case.identity].levels["level2"] == Count(3, 3, 3)


def test_what_is_frozen_is_neither_learned_from_nor_held_back(workspace: Workspace) -> None:
    assert not held_documents(workspace)


def test_concepts_that_were_seen_to_are_trials(workspace: Workspace) -> None:
    (trial,) = trials_of(Field(workspace, synthetic=0), load_taxonomy(), {CONCEPT: 7})
    assert trial.labelled.concepts == {CONCEPT}
    assert trial.slices == ("gold", "home QTY", "concept taught often")


def test_a_set_that_was_changed_is_an_error(workspace: Workspace) -> None:
    path = workspace.gold / "spring" / "a-f0.json"
    path.write_text(path.read_text(encoding="utf-8").replace("≥3条", "≥4条"), encoding="utf-8")
    with pytest.raises(StoreLineError, match="was changed"):
        list(frozen_cases(workspace, ENGINES))
    with pytest.raises(StoreLineError, match="was changed"):
        trials_of(Field(workspace, synthetic=0), load_taxonomy(), {})


def test_a_file_that_was_not_frozen_is_no_gold(workspace: Workspace) -> None:
    """A freeze that was killed leaves forms that its manifest, written last, may not name."""
    folder = workspace.gold / "spring"
    (folder / "b-f1.json").write_bytes((folder / "a-f0.json").read_bytes())
    assert len(list(frozen_cases(workspace, ENGINES))) == 1
    assert len(trials_of(Field(workspace, synthetic=0), load_taxonomy(), {})) == 1


def test_a_document_that_is_gone_is_no_case(workspace: Workspace) -> None:
    document = next(frozen_cases(workspace, ENGINES)).identity.split()[1].partition("-")[0]
    workspace.originals.remove(document)
    assert not list(frozen_cases(workspace, ENGINES))
    assert not trials_of(Field(workspace, synthetic=0), load_taxonomy(), {})
