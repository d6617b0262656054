"""The classifier of the product, told the wordings of a taxonomy."""

from functools import partial
from pathlib import Path

from extractor.errors import WeightsMissingError
from extractor.loading import naming
from extractor.taxonomy.catalog import Taxonomy
from extractor.taxonomy.matcher import LazyMatcher
from models.champions import Champion
from models.errors import WeightsNotFoundError
from models.indicator_classifier.catalogue import ConceptWordings
from models.indicator_classifier.config import CONCEPTS, WEIGHTS
from models.indicator_classifier.session import IndicatorClassifier
from models.network_file import NetworkFile

CLASSIFIER = "indicators-1"
"""What results call the classifier."""


def indicator_matcher(champion: Champion | None = None) -> LazyMatcher:
    """The classifier and the taxonomy of the product, read at the first record.

    Args:
        champion: what is used instead of the classifier that is shipped.
    """
    if champion is None:
        return LazyMatcher(learned_classifier, CLASSIFIER)
    return LazyMatcher(partial(champion_classifier, champion), champion.stamp)


def champion_classifier(champion: Champion, taxonomy: Taxonomy) -> IndicatorClassifier:
    """The classifier of a registry, told the wordings of a taxonomy. Raises ChampionError."""
    network, concepts = (champion.files[file.path.name] for file in (WEIGHTS, CONCEPTS))
    with naming(champion):
        return IndicatorClassifier(wordings_of(taxonomy), network, concepts)


def learned_classifier(taxonomy: Taxonomy, folder: Path | None = None) -> IndicatorClassifier:
    """A classifier for the taxonomy, also for concepts of local extensions that it never learned.

    Args:
        folder: of weights that were fitted on corrections; those of the product without it.
    Raises:
        WeightsMissingError: its weights are not on this machine, or the folder holds no such.
    """
    files = (WEIGHTS, CONCEPTS)
    if folder is not None:
        files = (NetworkFile(folder / WEIGHTS.path.name), NetworkFile(folder / CONCEPTS.path.name))
    try:
        return IndicatorClassifier(wordings_of(taxonomy), *files)
    except WeightsNotFoundError as error:
        place = f"{folder}: " if folder else ""
        raise WeightsMissingError(f"{place}{error}") from error


def wordings_of(taxonomy: Taxonomy) -> list[ConceptWordings]:
    """How each concept is written: its name, what people write, and its definition."""
    return [
        ConceptWordings(concept.id, (concept.name, *concept.aliases, concept.definition))
        for concept in taxonomy.concepts
    ]
