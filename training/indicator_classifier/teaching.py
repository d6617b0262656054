"""The indicator classifier learns from chosen concepts. Torch is loaded only to learn."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import onnx

from extractor.taxonomy import Taxonomy
from extractor.taxonomy.learned import wordings_of
from models.indicator_classifier.catalogue import read_catalogue
from models.indicator_classifier.config import CONCEPTS, WEIGHTS
from models.indicator_classifier.session import IndicatorClassifier
from models.kinds import ModelKind
from models.network_file import NetworkFile
from models.registry import Version
from training.corrections.forms import CorrectionError
from training.gate.decision import Pair
from training.gate.held import dealt_out
from training.gate.trainable import CORRECTIONS, OBJECTIONS, Field, Lesson, Step, Taught
from training.indicator_classifier.doubt import DoubtfulConcepts, doubtful_concepts
from training.indicator_classifier.lessons import ChosenConcept, chosen_in, taxonomy_of
from training.indicator_classifier.trials import Trial, outcomes, trials_of

if TYPE_CHECKING:
    from training.indicator_classifier.refit import Network, Refit

NETWORK, LIST = WEIGHTS.path.name, CONCEPTS.path.name
TAUGHT = "taught_concepts"
"""Of a version's facts: how often each concept was learned."""
_FOLDS = 3
_LOOKING = "交叉检查 looking for doubtful concepts"
_LEARNING = "训练 learning"


class IndicatorClassifierLessons:
    """See Trainable."""

    kind = ModelKind.INDICATOR_CLASSIFIER

    def shipped(self) -> Mapping[str, Path]:
        """See Trainable."""
        return {NETWORK: WEIGHTS.path, LIST: CONCEPTS.path}

    def learn(self, champion: Version, lesson: Lesson) -> Taught:
        """See Trainable. Only the head is fitted anew, in about a minute of one core."""
        taxonomy = taxonomy_of(lesson.engines)
        learned, held = dealt_out(chosen_in(lesson.workspace, taxonomy), lesson.workspace)
        return teach(files_of(champion), learned, held, lesson)

    def pairs(self, champion: Version, challenger: Version, field: Field) -> list[Pair]:
        """See Trainable. A case is an indicator."""
        taxonomy = taxonomy_of(field.engines)
        taught: Mapping[str, int] = challenger.facts.get(TAUGHT, {})
        trials = trials_of(field, taxonomy, taught)
        return compare(files_of(champion), files_of(challenger), trials, taxonomy)


def files_of(version: Version) -> tuple[NetworkFile, NetworkFile]:
    """The network and the list of a version."""
    network, concepts = (
        NetworkFile(version.path(name), version.files[name]) for name in (NETWORK, LIST)
    )
    return network, concepts


def compare(
    champion: tuple[NetworkFile, NetworkFile],
    challenger: tuple[NetworkFile, NetworkFile],
    trials: Sequence[Trial],
    taxonomy: Taxonomy,
) -> list[Pair]:
    """Both on the same indicators."""
    told = [
        outcomes(IndicatorClassifier(wordings_of(taxonomy), *files), trials)
        for files in (champion, challenger)
    ]
    return [Pair(trial.slices, *both) for trial, *both in zip(trials, *told, strict=True)]


def teach(
    champion: tuple[NetworkFile, NetworkFile],
    learned: Sequence[ChosenConcept],
    held: Sequence[ChosenConcept],
    lesson: Lesson,
) -> Taught:
    """The champion with a head fitted anew on chosen concepts.

    Raises:
        CorrectionError: there is none to learn from.
    """
    from training.indicator_classifier.crossfit import write_files
    from training.indicator_classifier.drawing import whole_source
    from training.indicator_classifier.refit import Network, refit_head, with_threads

    if not learned:
        raise CorrectionError("没有可学习的指标归类。 No concepts to learn from were chosen.")
    run = _settings(lesson)
    with_threads(lesson.threads)
    old = Network(onnx.load_from_string(champion[0].read()), read_catalogue(champion[1].read()))
    taxonomy = taxonomy_of(lesson.engines)
    doubtful = _doubtful(old, [*learned, *held], lesson)
    lesson.tell(Step(0, 1, _LEARNING))
    source = whole_source(taxonomy, frozenset())
    new = refit_head(old, source, [one.labelled for one in learned], run)
    digest = digest_of([*learned, *held])
    folder = lesson.run_folder(champion[0].sha256, champion[1].sha256, digest, asdict(run))
    files = write_files(new, folder)
    lesson.tell(Step(1, 1, _LEARNING))
    facts = {
        "source": "corrections",
        CORRECTIONS: digest,
        "forms": len({(one.document, one.form) for one in (*learned, *held)}),
        "concepts": len(learned) + len(held),
        "learned": len(learned),
        "held_back": len(held),
        "sources": dict(sorted(Counter(one.source for one in (*learned, *held)).items())),
        TAUGHT: dict(sorted(Counter(c for one in learned for c in one.labelled.concepts).items())),
        "doubtful": len(doubtful.places),
        "contradictions": doubtful.contradictions,
        OBJECTIONS: list(doubtful.objections()),
        "settings": asdict(run),
    }
    return Taught({file.path.name: file.path for file in files}, facts)


def digest_of(chosen: Sequence[ChosenConcept]) -> str:
    """Which chosen concepts they are, whatever their order: a hex digest."""
    lines = sorted(
        json.dumps(
            [one.document, one.form, *astuple_of(one), sorted(one.labelled.concepts)],
            ensure_ascii=False,
        )
        for one in chosen
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def astuple_of(one: ChosenConcept) -> tuple[str, str, str]:
    """The printed texts of an indicator."""
    text = one.labelled.text
    return text.level3, text.level2, text.value


def _settings(lesson: Lesson) -> "Refit":
    from training.indicator_classifier.refit import Refit

    run = replace(Refit(), seed=lesson.seed)
    return run if lesson.steps is None else replace(run, steps=lesson.steps)


def _doubtful(old: "Network", chosen: Sequence[ChosenConcept], lesson: Lesson) -> DoubtfulConcepts:
    """Each chosen concept as a network sees it that learned from the others."""
    from training.indicator_classifier.crossfit import crossfitted_rows

    tell = lambda done: lesson.tell(Step(done, _FOLDS, _LOOKING))  # noqa: E731
    rows, columns = crossfitted_rows(old, chosen, taxonomy_of(lesson.engines), _FOLDS, tell)
    return doubtful_concepts(chosen, rows, columns)
