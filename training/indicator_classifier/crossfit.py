"""What networks say of chosen concepts that they did not learn from."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
from numpy.typing import NDArray

from extractor.taxonomy import Taxonomy
from extractor.taxonomy.learned import wordings_of
from models.indicator_classifier.catalogue import catalogue_to_json
from models.indicator_classifier.config import CONCEPTS, WEIGHTS
from models.indicator_classifier.session import IndicatorClassifier
from models.network_file import NetworkFile
from training.indicator_classifier.accuracy import Figures, figures
from training.indicator_classifier.drawing import whole_source
from training.indicator_classifier.labelled import Labelled
from training.indicator_classifier.lessons import ChosenConcept
from training.indicator_classifier.measuring import evidence_of
from training.indicator_classifier.refit import Network, Refit, refit_head

_QUICK = Refit(examples=4_000, steps=300)
_SEED = 31


def crossfitted_rows(
    old: Network,
    chosen: Sequence[ChosenConcept],
    taxonomy: Taxonomy,
    folds: int,
    tell: Callable[[int], None],
) -> tuple[NDArray[np.float32], Mapping[str, int]]:
    """(N, C + 1) probabilities of each by the network of a fold that has not learned from it, and
    the column of each concept.

    Args:
        tell: hears how many folds are done.
    """
    source = whole_source(taxonomy, frozenset())
    fold_of = np.random.default_rng(_SEED).permutation(len(chosen)) % folds
    found: NDArray[np.float32] | None = None
    columns: Mapping[str, int] = {}
    for fold in range(folds):
        own = np.flatnonzero(fold_of == fold)
        others = [chosen[place].labelled for place in np.flatnonzero(fold_of != fold)]
        network = refit_head(old, source, others, _QUICK) if others else old
        rows, columns = _rows(network, [chosen[place].labelled for place in own], taxonomy)
        if found is None:
            found = np.zeros((len(chosen), rows.shape[1]), np.float32)
        found[own] = rows
        tell(fold + 1)
    assert found is not None
    return found, columns


def write_files(network: Network, folder: Path) -> tuple[NetworkFile, NetworkFile]:
    """Write a network and its list into a folder, by the names that they are shipped with."""
    folder.mkdir(parents=True, exist_ok=True)
    files = NetworkFile(folder / WEIGHTS.path.name), NetworkFile(folder / CONCEPTS.path.name)
    onnx.save(network.model, files[0].path)
    files[1].path.write_text(catalogue_to_json(network.catalogue), encoding="utf-8")
    return files


def classifier_of(network: Network, taxonomy: Taxonomy, folder: Path) -> IndicatorClassifier:
    """Write a network into a folder and open it."""
    return IndicatorClassifier(wordings_of(taxonomy), *write_files(network, folder))


def measured(classifier: IndicatorClassifier, labelled: Sequence[Labelled]) -> Figures:
    """Figures of indicators that mean a concept, without their own wordings."""
    meant = [entry for entry in labelled if entry.concepts]
    evidence = evidence_of(
        classifier, [entry.text for entry in meant], [min(entry.concepts) for entry in meant]
    )
    mixture = classifier.catalogue.mixture
    identities = [entry.id for entry in classifier.catalogue.concepts]
    accepted = [entry.concepts for entry in meant]
    return figures(evidence.rows(mixture), identities, accepted, mixture.threshold)


def _rows(
    network: Network, labelled: Sequence[Labelled], taxonomy: Taxonomy
) -> tuple[NDArray[np.float32], Mapping[str, int]]:
    with TemporaryDirectory() as folder:
        classifier = classifier_of(network, taxonomy, Path(folder))
    columns = {entry.id: place for place, entry in enumerate(classifier.catalogue.concepts)}
    evidence = evidence_of(classifier, [one.text for one in labelled], [None] * len(labelled))
    return evidence.rows(classifier.catalogue.mixture), columns
