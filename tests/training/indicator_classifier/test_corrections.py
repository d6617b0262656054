"""The classifier learns from chosen concepts, on small refits of the shipped network."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from annotations.workspace import Workspace
from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.learned import learned_classifier
from models.indicator_classifier.config import CONCEPTS, WEIGHTS
from models.indicator_classifier.texts import IndicatorText
from models.network_file import NetworkFile
from training.corrections.forms import CorrectionError
from training.gate.decision import decide
from training.gate.trainable import OBJECTIONS, Field, Lesson
from training.indicator_classifier import crossfit, teaching
from training.indicator_classifier.doubt import doubtful_concepts
from training.indicator_classifier.labelled import Labelled, read_corrections
from training.indicator_classifier.lessons import ChosenConcept
from training.indicator_classifier.refit import Refit
from training.indicator_classifier.teaching import LIST, NETWORK, TAUGHT, teach
from training.indicator_classifier.trials import Trial, outcomes, trials_of
from training.show_indicator_corrections import FORESTRY

QUICK = Refit(examples=300, copies=20, steps=120, batch=128, learning_rate=0.01)
SHIPPED = (WEIGHTS, CONCEPTS)
TREES = ("踏山看林", "上山踏查", "进山督林", "看林踏沟", "沿沟踏山", "林区踏沟")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "_settings", lambda lesson: QUICK)
    monkeypatch.setattr(crossfit, "_QUICK", QUICK)
    monkeypatch.setattr(teaching, "_FOLDS", 2)


def chosen(texts: Sequence[str], concept: str | None, document: str = "d") -> list[ChosenConcept]:
    own = frozenset((concept,) if concept else ())
    labelled = [Labelled(IndicatorText(text, "数量指标", "≥5次"), own) for text in texts]
    return [ChosenConcept(document, 0, "review", one) for one in labelled]


def lesson(folder: Path) -> Lesson:
    return Lesson(Workspace(folder / "home"), folder / "training", threads=1)


def test_what_was_chosen_is_learned(tmp_path: Path) -> None:
    taught = teach(SHIPPED, chosen(TREES, "QTY-057"), [], lesson(tmp_path))
    assert taught.facts[TAUGHT] == {"QTY-057": 6}
    assert taught.facts[OBJECTIONS] == []
    classifier = learned_classifier(load_taxonomy(), taught.files[NETWORK].parent)
    (answer,) = classifier.classify([IndicatorText("沿沟看林", "数量指标", "≥3次")])
    assert answer.candidates[0][0] == "QTY-057"


@pytest.mark.slow
def test_the_same_lessons_give_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        taught = teach(SHIPPED, chosen(TREES, "QTY-057"), [], lesson(tmp_path / name))
        found.append({file: path.read_bytes() for file, path in taught.files.items()})
    assert found[0] == found[1]
    assert set(found[0]) == {NETWORK, LIST}


def test_nothing_to_learn_from_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match="No concepts to learn from"):
        teach(SHIPPED, [], chosen(TREES, "QTY-057"), lesson(tmp_path))


def test_two_who_contradict_each_other_are_doubted() -> None:
    rows = np.full((5, 3), 0.3, np.float32)
    said = [*chosen(["看林"] * 3, "QTY-057"), *chosen(["看林", "修路"], "QTY-001")]
    looked = doubtful_concepts(said, rows, {"QTY-057": 0, "QTY-001": 1})
    assert (looked.places, looked.contradictions) == ((3,), 1)
    even = [said[0], said[3]]
    assert doubtful_concepts(even, rows[:2], {"QTY-057": 0, "QTY-001": 1}).places == (0, 1)


def test_what_is_out_of_the_question_while_another_is_plain_is_doubted() -> None:
    plain, open_ = (0.9, 0.0001, 0.0999), (0.6, 0.0001, 0.3999)
    said = chosen(["修路", "修桥", "修渠"], "QTY-001")
    rows = np.array([plain, open_, (0.0001, 0.9, 0.0999)], np.float32)
    assert doubtful_concepts(said, rows, {"QTY-057": 0, "QTY-001": 1}).places == (0,)


@pytest.mark.slow
@pytest.mark.parametrize(("wrong", "passes"), [(0.0, True), (0.2, False)])
def test_sound_corrections_pass_and_wrong_ones_are_refused(
    tmp_path: Path, wrong: float, passes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten concepts of forestry that the product does not know; of a fifth another one is named."""
    monkeypatch.undo()
    taxonomy = load_taxonomy([FORESTRY / "extension.yaml"])
    monkeypatch.setattr(teaching, "taxonomy_of", lambda engines: taxonomy)
    labelled = [
        entry
        for name in ("corrections", "test")
        for entry in read_corrections(FORESTRY / f"{name}.jsonl", taxonomy)
    ]
    rng = np.random.default_rng(1)
    labelled = [labelled[place] for place in rng.permutation(len(labelled))]
    known = sorted({identity for entry in labelled for identity in entry.concepts})
    for place in rng.permutation(len(labelled))[: round(wrong * len(labelled))]:
        others = [one for one in known if one not in labelled[place].concepts]
        named = frozenset((others[int(rng.integers(len(others)))],))
        labelled[place] = replace(labelled[place], concepts=named)
    said = [ChosenConcept(f"d{n // 6}", 0, "review", one) for n, one in enumerate(labelled)]
    held = [one for one in said if int(one.document[1:]) % 5 == 0]
    learned = [one for one in said if one not in held]
    taught = teach(SHIPPED, learned, held, lesson(tmp_path))
    trials = [
        *trials_of(Field(synthetic=1), taxonomy, taught.facts[TAUGHT]),
        *(Trial(one.labelled, ("corrections",)) for one in held),
    ]
    files = NetworkFile(taught.files[NETWORK]), NetworkFile(taught.files[LIST])
    pairs = teaching.compare(SHIPPED, files, trials, taxonomy)
    verdict = decide(pairs, taught.facts[OBJECTIONS])
    assert verdict.passed is passes, verdict.refused
    assert any("Doubtful concepts" in reason for reason in verdict.refused) is not passes


def test_an_indicator_counts_as_its_answer(tmp_path: Path) -> None:
    classifier = learned_classifier(load_taxonomy())
    one = Labelled(IndicatorText("培训人次", "数量指标", "≥300人次"), frozenset())
    (row,) = classifier.classify([one.text])
    right = replace(one, concepts=frozenset((row.candidates[0][0],)))
    told = outcomes(classifier, [Trial(right, ()), Trial(one, ())])
    assert [count.wanted for count in told] == [1, 0]
    assert told[0].right == told[0].read == told[1].read


def test_the_forestry_texts_are_whole_and_apart() -> None:
    taxonomy = load_taxonomy([FORESTRY / "extension.yaml"])
    learned, tested = (
        read_corrections(FORESTRY / f"{name}.jsonl", taxonomy) for name in ("corrections", "test")
    )
    assert len(learned) == 50
    assert not {entry.text for entry in learned} & {entry.text for entry in tested}
    assert {c for e in tested for c in e.concepts} == {c for e in learned for c in e.concepts}
