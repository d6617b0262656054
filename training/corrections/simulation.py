"""A family of forms that nobody has seen is corrected, form by form: how far the errors fall."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import numpy as np

from annotations.choose import Candidate, Plan, choose
from annotations.doubt import expected_wrong, look_of
from extractor.export.contract import record_to_dict
from extractor.form.accounting import draft_to_form
from extractor.form.tagged.cells import FormCells
from extractor.form.tagged.combine import combine
from extractor.form.tagged.forms import FormReader, paired_drafts, read_forms_by
from extractor.grid import Sheet
from extractor.pipeline import form_to_record
from extractor.verbatim import Form
from models.form_tagger.session import FormTagger
from models.network_file import NetworkFile
from training.corrections.champion import champion_network
from training.corrections.finetune import fine_tune, material_of
from training.corrections.forms import CorrectedForm
from training.corrections.settings import FineTuning
from training.corrections.simulated import corrected_contract
from training.evaluation.forms.cases import sample_cases, score
from training.evaluation.scores import Counts, f1
from training.form_tagger.batches import Example
from training.form_tagger.export import write_network
from training.form_tagger.forms import Damage, FormRequest, damaged_form
from training.synthesis.families.plan import Family

POOL_SEED = 8_000_000
"""Forms of which some are corrected; others are trained and measured on."""


class Choice(StrEnum):
    """How the forms to correct are chosen."""

    RANDOM = "random"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Trial:
    """Forms of `family` are corrected in rounds, `sizes` of them in all after each."""

    family: Family
    choice: Choice
    seed: int
    sizes: tuple[int, ...] = (10, 25, 50)
    pool: int = 90


@dataclass(frozen=True, slots=True)
class Round:
    """After so many corrected forms, with so many cells: the network, and the loss of the forms
    held back."""

    corrected: int
    cells: int
    network: Path
    champion_loss: float
    loss: float
    steps: int


def pool_of(family: Family, count: int) -> list[CorrectedForm]:
    """Forms of a family, a third of each damage, as a person would correct them."""
    kinds = tuple(Damage)
    found = []
    for number in range(count):
        request = FormRequest((family,), kinds[number % len(kinds)])
        case = damaged_form(POOL_SEED + number, request)
        identity = f"{family.value}-{POOL_SEED + number}"
        form = corrected_contract(case.tagged)
        found.append(CorrectedForm(identity, family.value, case.sheet, form))
    return found


def run_trial(
    trial: Trial, champion: Path, rehearsal: Sequence[Example], run: FineTuning, folder: Path
) -> Iterator[Round]:
    """Correct, train and choose anew; each network starts from the champion. What a folder holds
    already is not trained again."""
    forms = pool_of(trial.family, trial.pool)
    cells = [form.cells() for form in forms]
    readable = [n for n, one in enumerate(cells) if one is not None and one.seen]
    shown = [one for one in cells if one is not None and one.seen]
    order = np.random.default_rng(trial.seed).permutation(len(shown))
    network, chosen = champion, list[int]()
    for size in trial.sizes:
        if trial.choice is Choice.RANDOM:
            chosen = [int(place) for place in order[:size]]
        else:
            read = [forms[place] for place in readable]
            chosen += _next(_candidates(read, network), chosen, size - len(chosen))
        own = folder / f"{trial.family.value}-{trial.choice.value}-{trial.seed}-{size}"
        picked = [forms[readable[place]] for place in chosen]
        learned = _learn(picked, champion, rehearsal, run, own)
        network = own / "form_tagger.onnx"
        yield Round(size, _count([shown[place] for place in chosen]), network, *learned)


def _candidates(forms: Sequence[CorrectedForm], network: Path) -> list[Candidate]:
    """The forms as documents are read, with what the labelling loop chooses by."""
    tagger = FormTagger(1, NetworkFile(network))
    found = []
    for form in forms:
        read = read_forms_by(FormReader.BOTH, form.sheet, tagger)
        if form.number < len(read):
            told = record_to_dict(form_to_record(read[form.number]))
        else:
            told = {"indicators": [], "unassigned": []}
        found.append(Candidate(form.identity, expected_wrong(told), look_of(told)))
    return found


def _next(candidates: Sequence[Candidate], chosen: Sequence[int], count: int) -> list[int]:
    """`count` more places of candidates, chosen as the labelling loop does."""
    places = {one.key: place for place, one in enumerate(candidates)}
    before = [candidates[place].look for place in chosen]
    left = [one for place, one in enumerate(candidates) if place not in set(chosen)]
    return [places[pick.key] for pick in choose(left, Plan(), before)[:count]]


def _count(forms: Sequence[FormCells]) -> int:
    return sum(len(cells.seen) for cells in forms)


def _learn(
    forms: Sequence[CorrectedForm],
    champion: Path,
    rehearsal: Sequence[Example],
    run: FineTuning,
    folder: Path,
) -> tuple[float, float, int]:
    material = material_of(forms, rehearsal, run)
    tuned = fine_tune(champion_network(champion), material, run, folder)
    write_network(tuned.network, folder / "form_tagger.onnx")
    return tuned.champion_loss, tuned.loss, tuned.steps


def strict_counts(
    scorer: ModuleType, network: Path, family: Family, count: int
) -> Mapping[tuple[Damage, FormReader], list[Counts]]:
    """The scorer's counts of further forms of a family, read by the tagger and by both."""
    tagger = FormTagger(1, NetworkFile(network))
    found: dict[tuple[Damage, FormReader], list[Counts]] = {}
    for damage in Damage:
        for case in sample_cases(family, damage, count):
            for reader, forms in _readings(case.sheet, tagger).items():
                counts = score(scorer, case.tagged.record, forms)
                found.setdefault((damage, reader), []).append(counts)
    return found


def _readings(sheet: Sheet, tagger: FormTagger) -> Mapping[FormReader, list[Form]]:
    """The forms of a sheet by the tags and by both, each read once."""
    found: dict[FormReader, list[Form]] = {FormReader.MODEL: [], FormReader.BOTH: []}
    for rules, tagged in paired_drafts(sheet, tagger):
        if tagged is not None:
            found[FormReader.MODEL].append(draft_to_form(tagged))
            both = tagged if rules is None else combine(rules, tagged)
            found[FormReader.BOTH].append(draft_to_form(both))
        elif rules is not None:
            for forms in found.values():
                forms.append(draft_to_form(rules))
    return found


def strict_error(rows: Sequence[Counts]) -> float:
    """1 - strict F1 of forms together."""
    return 1.0 - f1(rows, "strict")
