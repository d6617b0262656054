"""Train the classifier of indicators: `python -m training.train_indicator_classifier`.

Two networks are trained: one without some phrases of every concept, on which the mixture and the
threshold are fitted, and one with all, which is written. With `--corrections FILE.jsonl` only the
head of the present network is fitted anew, in a minute or so, and what that changes is told.
"""

import argparse
import tempfile
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
from training.indicator_classifier.accuracy import Figures, figures, table_of
from training.indicator_classifier.drawing import (
    split_source,
    validation_examples,
    whole_source,
)
from training.indicator_classifier.examples import Example, Source
from training.indicator_classifier.export import network_to_onnx, write_settings
from training.indicator_classifier.labelled import (
    Labelled,
    own_wordings,
    read_corrections,
    read_labelled,
)
from training.indicator_classifier.loop import train
from training.indicator_classifier.measuring import evidence_of
from training.indicator_classifier.mixing import fit_mixture
from training.indicator_classifier.network import IndicatorNetwork
from training.indicator_classifier.refit import Network, Refit, refit_head
from training.indicator_classifier.settings import ClassifierTraining

_VALIDATED = 4_000
_CHECKED = 3_000
_TEST_SHARE = 5  # every so many-th correction is kept to test on


def main() -> int:
    """Train both networks, or refit the head."""
    asked = _parser().parse_args()
    taxonomy = load_taxonomy(asked.extension)
    if asked.corrections:
        try:
            return correct(asked.corrections, asked.out or _beside(asked.corrections), taxonomy)
        except ValueError as error:
            raise SystemExit(f"{asked.corrections}: {error}") from error
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


def correct(path: Path, out: Path, taxonomy: Taxonomy) -> int:
    """Refit the head of the shipped network on corrections, print what that changes, and write
    the new weights into a folder.

    Raises:
        ValueError: a correction is not what it should be, or its concept is not in the taxonomy.
    """
    corrections = read_corrections(path, taxonomy)
    old = _present()
    source = whole_source(taxonomy, frozenset())
    kept = [entry for place, entry in enumerate(corrections) if place % _TEST_SHARE]
    test = corrections[::_TEST_SHARE]
    others = [
        Labelled(example.text, frozenset((example.concept,)))
        for example in validation_examples(whole_source(load_taxonomy(), frozenset()), _CHECKED)
        if example.concept
    ]
    trial = refit_head(old, source, kept, Refit())
    told: dict[str, Figures] = {}
    for name, network in (("before", old), ("after", trial)):
        with tempfile.TemporaryDirectory() as folder:
            classifier = classifier_of(network, taxonomy, Path(folder))
        told[f"every {_TEST_SHARE}th correction, not learned, {name}"] = measured(classifier, test)
        told[f"invented indicators, {name}"] = measured(classifier, others)
    print(table_of(dict(sorted(told.items(), key=lambda item: item[0].rpartition(",")[0]))))
    classifier_of(refit_head(old, source, corrections, Refit()), taxonomy, out)
    print(f"{len(corrections)} corrections learned: {out}")
    return 0


def classifier_of(network: Network, taxonomy: Taxonomy, folder: Path) -> IndicatorClassifier:
    """Write a network into a folder and open it."""
    folder.mkdir(parents=True, exist_ok=True)
    files = _files(folder)
    onnx.save(network.model, files[0].path)
    files[1].path.write_text(catalogue_to_json(network.catalogue), encoding="utf-8")
    return IndicatorClassifier(wordings_of(taxonomy), *files)


def measured(classifier: IndicatorClassifier, labelled: list[Labelled]) -> Figures:
    """Figures of indicators that mean a concept, without their own wordings."""
    meant = [entry for entry in labelled if entry.concepts]
    evidence = evidence_of(
        classifier, [entry.text for entry in meant], [min(entry.concepts) for entry in meant]
    )
    mixture = classifier.catalogue.mixture
    identities = [entry.id for entry in classifier.catalogue.concepts]
    accepted = [entry.concepts for entry in meant]
    return figures(evidence.rows(mixture), identities, accepted, mixture.threshold)


def _beside(corrections: Path) -> Path:
    return corrections.with_name(f"{corrections.stem}-weights")


def _present() -> Network:
    return Network(onnx.load_from_string(WEIGHTS.read()), read_catalogue(CONCEPTS.read()))


def _files(folder: Path) -> tuple[NetworkFile, NetworkFile]:
    return NetworkFile(folder / WEIGHTS.path.name), NetworkFile(folder / CONCEPTS.path.name)


def _asked(examples: list[Example]) -> tuple[list[IndicatorText], list[str | None]]:
    return [example.text for example in examples], [example.concept for example in examples]


def _parser() -> argparse.ArgumentParser:
    run = ClassifierTraining()
    parser = argparse.ArgumentParser(prog="python -m training.train_indicator_classifier")
    parser.add_argument("--out", type=Path, help="a folder; corrections go beside their file")
    parser.add_argument("--examples", type=int, default=run.examples)
    parser.add_argument("--epochs", type=int, default=run.epochs)
    parser.add_argument("--threads", type=int, default=run.threads)
    parser.add_argument("--left-out", type=Path, help="labelled indicators never to learn from")
    parser.add_argument("--mixture", type=Path, help="concepts.json that has one fitted already")
    parser.add_argument("--corrections", type=Path, help="JSON Lines: refit the head only")
    parser.add_argument("--extension", type=Path, nargs="*", default=[])
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
