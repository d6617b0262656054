"""The indicators that champion and challenger are compared on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from annotations.gold import frozen_forms
from annotations.workspace import Workspace
from extractor.taxonomy import Taxonomy, load_taxonomy
from models.indicator_classifier.session import IndicatorClassifier
from models.indicator_classifier.texts import IndicatorText
from training.gate.decision import GOLD
from training.gate.held import dealt_out
from training.gate.strictness import Count
from training.gate.trainable import Field
from training.indicator_classifier.drawing import validation_examples, whole_source
from training.indicator_classifier.labelled import Labelled, read_labelled
from training.indicator_classifier.lessons import chosen_in
from training.indicator_classifier.measuring import evidence_of

LABELLED = "labelled_indicators.json"
_OFTEN = 5
_EACH = 250
"""Synthetic indicators, times `Field.synthetic`."""


class Asked(StrEnum):
    """What a classifier may go by."""

    AS_READ = "as_read"  # all that it knows
    WITHOUT_ITSELF = "without_itself"  # wordings other than the indicator, which it may be made of


@dataclass(frozen=True, slots=True)
class Trial:
    """An indicator with the concepts that are right for it, and what it stands for."""

    labelled: Labelled
    slices: tuple[str, ...]
    asked: Asked = Asked.AS_READ


def trials_of(field: Field, taxonomy: Taxonomy, taught: Mapping[str, int]) -> list[Trial]:
    """Labelled indicators of the gold folder and of frozen gold sets, synthetic ones, and concepts
    of corrections that were held back; none is learned from.

    Args:
        taught: how often the challenger has learned each concept.
    """
    found: list[Trial] = []
    if field.gold is not None:
        path = labelled_in(field.gold)
        labelled = read_labelled(path, taxonomy) if path is not None else []
        found += [_without(_trial(one, (GOLD,), taught)) for one in labelled]
    if field.workspace is not None:
        found += [_trial(one, (GOLD,), taught) for one in _frozen(field.workspace, taxonomy)]
    # of the product's own concepts, so that an extension does not change them
    source = whole_source(load_taxonomy(), frozenset())
    for example in validation_examples(source, _EACH * field.synthetic):
        concept = taxonomy.concept(example.concept) if example.concept else None
        own = frozenset((concept.id,) if concept else ())
        trial = _trial(Labelled(example.text, own), ("synthetic",), taught)
        found.append(_without(trial))
    if field.workspace is not None:
        _, held = dealt_out(chosen_in(field.workspace, taxonomy), field.workspace)
        for one in held:
            names = ("corrections", f"corrections {one.source}")
            found.append(_trial(one.labelled, names, taught))
    return found


def labelled_in(gold: Path) -> Path | None:
    """The labelled indicators of a folder of gold, of its `taxonomy` or of the one beside it."""
    places = (gold, gold / "taxonomy", gold.parent / "taxonomy")
    return next((place / LABELLED for place in places if (place / LABELLED).is_file()), None)


def outcomes(classifier: IndicatorClassifier, trials: Sequence[Trial]) -> list[Count]:
    """Whether each indicator gets a right concept."""
    told: dict[int, str | None] = {}
    for asked, answers in ((Asked.AS_READ, _as_read), (Asked.WITHOUT_ITSELF, _without_itself)):
        places = [place for place, trial in enumerate(trials) if trial.asked is asked]
        texts = [trials[place].labelled.text for place in places]
        if texts:
            told |= dict(zip(places, answers(classifier, texts), strict=True))
    found = []
    for place, trial in enumerate(trials):
        answer, wanted = told[place], trial.labelled.concepts
        found.append(Count(int(answer in wanted), int(bool(wanted)), int(answer is not None)))
    return found


def _as_read(
    classifier: IndicatorClassifier, texts: Sequence[IndicatorText]
) -> Sequence[str | None]:
    return [answer.concept for answer in classifier.classify(texts)]


def _without_itself(
    classifier: IndicatorClassifier, texts: Sequence[IndicatorText]
) -> Sequence[str | None]:
    mixture = classifier.catalogue.mixture
    rows = evidence_of(classifier, texts, [None] * len(texts)).rows(mixture)
    best = rows[:, :-1].argmax(axis=1)
    sure = rows[np.arange(len(rows)), best]
    answered = (sure >= mixture.threshold) & (sure > rows[:, -1])
    identities = [entry.id for entry in classifier.catalogue.concepts]
    return [identities[at] if told else None for at, told in zip(best, answered, strict=True)]


def _frozen(workspace: Workspace, taxonomy: Taxonomy) -> Iterator[Labelled]:
    """Indicators of the frozen gold sets whose concept a person saw to."""
    for _, form in frozen_forms(workspace):
        record = form["record"]
        sights = (record.get("places") or {}).get("indicators") or ()
        for row, seen in zip(record["indicators"], sights, strict=False):
            if not (seen.get("concept") or {}).get("reviewed") or not row["level3"]:
                continue
            named = (row["classification"] or {}).get("concept")
            concept = taxonomy.concept(named) if named else None
            text = IndicatorText(row["level3"], row["level2"] or "", row["value"] or "")
            yield Labelled(text, frozenset((concept.id,) if concept else ()))


def _trial(one: Labelled, source: tuple[str, ...], taught: Mapping[str, int]) -> Trial:
    if not one.concepts:
        return Trial(one, (*source, "no concept"))
    home = min(one.concepts).partition("-")[0]
    times = max(taught.get(identity, 0) for identity in one.concepts)
    often = "often" if times >= _OFTEN else "seldom" if times else "never"
    return Trial(one, (*source, f"home {home}", f"concept taught {often}"))


def _without(trial: Trial) -> Trial:
    return replace(trial, asked=Asked.WITHOUT_ITSELF)
