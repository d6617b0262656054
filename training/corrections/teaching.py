"""The form tagger learns from the corrections of a workspace. Torch is loaded only to learn."""

import hashlib
import pickle
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.folders import write_whole
from annotations.truths import chosen_heads, true_forms
from annotations.workspace import Workspace
from extractor.engines import Engines
from extractor.taxonomy import load_taxonomy
from models.form_tagger.config import WEIGHTS
from models.form_tagger.session import FormTagger
from models.kinds import ModelKind
from models.network_file import NetworkFile
from models.registry import Version, sha256_of
from training.corrections.audit import audit
from training.corrections.forms import CorrectedForm, CorrectionError, corrected_line
from training.corrections.gather import workspace_forms
from training.corrections.settings import FineTuning
from training.gate.cases import (
    GateCase,
    digest_of,
    gold_cases,
    held_cases,
    measured,
    paired,
    synthetic_cases,
)
from training.gate.code import reader_digest
from training.gate.decision import Pair
from training.gate.frozen import frozen_cases
from training.gate.held import dealt_out, held_documents
from training.gate.strictness import Tally
from training.gate.trainable import CORRECTIONS, OBJECTIONS, Field, Lesson, Step, Taught, Tell

if TYPE_CHECKING:
    from training.form_tagger.batches import Example

NETWORK = WEIGHTS.path.name
_DRAWING = "绘制合成表 drawing forms to rehearse"
_READING = "重读修正过的文档 reading corrected documents again"
_LEARNING = "训练 learning"
_COMPARING = "比较 comparing"


class FormTaggerLessons:
    """See Trainable."""

    kind = ModelKind.FORM_TAGGER

    def shipped(self) -> Mapping[str, Path]:
        """See Trainable."""
        return {NETWORK: WEIGHTS.path}

    def learn(self, champion: Version, lesson: Lesson) -> Taught:
        """See Trainable. The form tagger of a lesson learns in half a minute to two of one core."""
        learned, held = dealt_out(_forms(lesson), lesson.workspace)
        taught = teach(champion.path(NETWORK), learned, held, lesson)
        return replace(taught, facts={**taught.facts, **_origin(lesson.workspace)})

    def pairs(self, champion: Version, challenger: Version, field: Field) -> list[Pair]:
        """See Trainable. A case is a form; each level is a part of it."""
        return compare(champion, challenger, cases_of(field), field)


def cases_of(field: Field) -> list[GateCase]:
    """The forms of a field: gold, synthetic ones, corrected ones that were held back."""
    cases: list[GateCase] = []
    if field.gold is not None:
        cases += gold_cases(field.gold)
    if field.workspace is not None:
        cases += frozen_cases(field.workspace, field.engines)
    cases += synthetic_cases(field.synthetic)
    if field.workspace is not None:
        held = held_documents(field.workspace)
        forms = _told_forms(field.workspace, field.engines, field.tell)
        cases += held_cases([form for form in forms if form.document in held])
    return cases


def compare(
    champion: Version, challenger: Version, cases: Sequence[GateCase], field: Field
) -> list[Pair]:
    """Both on the same cases; the counts of a network on them are kept below `field.figures`."""
    counts = [_counts(version, cases, field) for version in (champion, challenger)]
    return paired(cases, *counts)


def teach(
    champion: Path, learned: Sequence[CorrectedForm], held: Sequence[CorrectedForm], lesson: Lesson
) -> Taught:
    """A network that goes on from the champion's on corrected forms.

    Raises:
        CorrectionError: no record tells enough of its form.
    """
    from training.corrections.champion import champion_network
    from training.corrections.finetune import fine_tune, material_from
    from training.form_tagger.export import write_network
    from training.running import logged_losses

    run = _settings(lesson)
    digest = digest_of_forms([*learned, *held])
    folder = lesson.run_folder(sha256_of(champion), digest, asdict(run))
    material = material_from(learned, held, _rehearsal(lesson, run))
    tuned = fine_tune(
        champion_network(champion),
        material,
        run,
        folder,
        lambda done, steps: lesson.tell(Step(done, steps, _LEARNING)),
    )
    write_network(tuned.network, folder / NETWORK)
    looked = audit([*learned, *held])
    facts = {
        "source": "corrections",
        CORRECTIONS: digest,
        "forms": len(learned) + len(held),
        "learned": len(learned),
        "held_back": len(held),
        "families": dict(sorted(Counter(form.family for form in (*learned, *held)).items())),
        "indicators": looked.indicators,
        "odd_indicators": len(looked.odd),
        OBJECTIONS: list(looked.objections()),
        "settings": asdict(run),
        "steps": tuned.steps,
        "held_loss": [round(tuned.champion_loss, 4), round(tuned.loss, 4)],
        "losses": {"train": logged_losses(folder)},
    }
    return Taught({NETWORK: folder / NETWORK}, facts)


def digest_of_forms(forms: Sequence[CorrectedForm]) -> str:
    """Which corrected forms they are, whatever their order: a hex digest."""
    lines = sorted(corrected_line(form) for form in forms)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _forms(lesson: Lesson) -> list[CorrectedForm]:
    """The corrected forms. Raises CorrectionError where there is none."""
    forms = list(_told_forms(lesson.workspace, lesson.engines, lesson.tell))
    if not forms:
        raise CorrectionError("没有修正过的表。 There are no corrected forms.")
    return forms


def _told_forms(workspace: Workspace, engines: Engines, tell: Tell) -> Iterator[CorrectedForm]:
    """The corrected forms, told one by one: a scan that is read again takes a minute."""
    count = len(chosen_heads(workspace))
    for done, form in enumerate(workspace_forms(workspace, engines), 1):
        tell(Step(done, count, _READING))
        yield form


def _origin(workspace: Workspace) -> Mapping[str, object]:
    """How many forms come of each source, and of how many people, without their ids: those may be
    erased, versions stay."""
    sources: Counter[str] = Counter()
    authors: Counter[str] = Counter()
    for form in true_forms(workspace, load_taxonomy()):
        sources[form.source.value] += 1
        authors.update(form.authors)
    return {
        "sources": dict(sorted(sources.items())),
        "forms_by_author": sorted(authors.values(), reverse=True),
    }


def _settings(lesson: Lesson) -> FineTuning:
    run = replace(FineTuning(), seed=lesson.seed, threads=lesson.threads)
    return run if lesson.steps is None else replace(run, steps=lesson.steps)


def _rehearsal(lesson: Lesson, run: FineTuning) -> list["Example"]:
    """Synthetic examples: those of a file, or drawn once and kept."""
    from training.corrections.examples import rehearsal_examples
    from training.form_tagger.examples import read_examples

    if lesson.rehearsal is not None:
        return read_examples([lesson.rehearsal])
    path = lesson.folder / f"rehearsal-{run.rehearsed}.pickle"
    if path.is_file():
        return read_examples([path])
    lesson.tell(Step(0, run.rehearsed, _DRAWING))
    examples = rehearsal_examples(
        run.rehearsed, tell=lambda done: lesson.tell(Step(done, run.rehearsed, _DRAWING))
    )
    write_whole(path, pickle.dumps(examples))
    return examples


def _counts(version: Version, cases: Sequence[GateCase], field: Field) -> Mapping[str, Tally]:
    sha256 = version.files.get(NETWORK, "")
    tagger = FormTagger(1, NetworkFile(version.path(NETWORK), sha256))
    name = f"{sha256[:16]}-{digest_of(cases)[:16]}-{reader_digest()[:8]}.json"
    kept = None if field.figures is None else field.figures / name
    what = f"{_COMPARING} {version.name}"
    return measured(tagger, cases, kept, lambda done: field.tell(Step(done, len(cases), what)))
