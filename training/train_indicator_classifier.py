"""Train the classifier of indicators: `python -m training.train_indicator_classifier`.

Two networks are trained: one without some phrases of every concept, on which the mixture and the
threshold are fitted, and one with all, which is written. `jixiao train indicator-classifier
--with-corrections` fits only the head of the present network anew.
"""

import argparse
from pathlib import Path

import onnx

from extractor.taxonomy import Taxonomy, load_taxonomy
from extractor.taxonomy.learned import wordings_of
from models.indicator_classifier.catalogue import (
    Catalogue,
    ConceptWordings,
    Mixture,
    catalogue_to_json,
    read_catalogue,
)
from models.indicator_classifier.config import CONCEPTS, WEIGHTS
from models.indicator_classifier.session import IndicatorClassifier
from models.indicator_classifier.texts import IndicatorText
from models.network_file import NetworkFile
from training.indicator_classifier.accuracy import figures, table_of
from training.indicator_classifier.drawing import (
    split_source,
    validation_examples,
    whole_source,
)
from training.indicator_classifier.examples import Example, Source
from training.indicator_classifier.export import network_to_onnx, write_settings
from training.indicator_classifier.labelled import own_wordings, read_labelled
from training.indicator_classifier.loop import train
from training.indicator_classifier.measuring import evidence_of
from training.indicator_classifier.mixing import fit_mixture
from training.indicator_classifier.network import IndicatorNetwork
from training.indicator_classifier.settings import ClassifierTraining

_VALIDATED = 4_000


def main() -> int:
    """Train both networks."""
    asked = _parser().parse_args()
    taxonomy = load_taxonomy(asked.extension)
    left_out = own_wordings(read_labelled(asked.left_out, taxonomy)) if asked.left_out else ()
    source = whole_source(taxonomy, frozenset(left_out))
    run = ClassifierTraining(examples=asked.examples, epochs=asked.epochs, threads=asked.threads)
    out = asked.out or WEIGHTS.path.parent
    out.mkdir(parents=True, exist_ok=True)
    files = _files(out)
    if asked.mixture:
        mixture = read_catalogue(asked.mixture.read_bytes()).mixture
    else:
        learned, held = split_source(source, run.held_out)
        write_network(train(run, learned), source, files, Mixture())
        mixture = validated(held, taxonomy, files)
    network = train(run, source)
    write_network(network, source, files, mixture)
    write_settings(run, network, files[0].path)
    return 0


def write_network(
    network: IndicatorNetwork, source: Source, files: tuple[NetworkFile, NetworkFile], own: Mixture
) -> None:
    """Write the graph, and what its columns stand for."""
    onnx.save(network_to_onnx(network), files[0].path)
    concepts = tuple(ConceptWordings(concept.id, ()) for concept in source.concepts)
    told = catalogue_to_json(Catalogue(concepts, len(concepts), own))
    files[1].path.write_text(told, encoding="utf-8")


def validated(held: Source, taxonomy: Taxonomy, files: tuple[NetworkFile, NetworkFile]) -> Mixture:
    """The mixture that is best on phrases that the network never saw; prints what it reaches."""
    classifier = IndicatorClassifier(wordings_of(taxonomy), *files)
    examples = validation_examples(held, _VALIDATED)
    evidence = evidence_of(classifier, *_asked(examples))
    mixture = fit_mixture(evidence)
    identities = [entry.id for entry in classifier.catalogue.concepts]
    places = [place for place, example in enumerate(examples) if example.concept]
    accepted = [frozenset((examples[place].concept or "",)) for place in places]
    told = {
        name: figures(evidence.rows(tried)[places], identities, accepted, tried.threshold)
        for name, tried in (("network alone", Mixture()), ("mixture", mixture))
    }
    print(mixture)
    print(table_of(told), flush=True)
    return mixture


def _files(folder: Path) -> tuple[NetworkFile, NetworkFile]:
    return NetworkFile(folder / WEIGHTS.path.name), NetworkFile(folder / CONCEPTS.path.name)


def _asked(examples: list[Example]) -> tuple[list[IndicatorText], list[str | None]]:
    return [example.text for example in examples], [example.concept for example in examples]


def _parser() -> argparse.ArgumentParser:
    run = ClassifierTraining()
    parser = argparse.ArgumentParser(prog="python -m training.train_indicator_classifier")
    parser.add_argument("--out", type=Path, help="a folder")
    parser.add_argument("--examples", type=int, default=run.examples)
    parser.add_argument("--epochs", type=int, default=run.epochs)
    parser.add_argument("--threads", type=int, default=run.threads)
    parser.add_argument("--left-out", type=Path, help="labelled indicators never to learn from")
    parser.add_argument("--mixture", type=Path, help="concepts.json that has one fitted already")
    parser.add_argument("--extension", type=Path, nargs="*", default=[])
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
