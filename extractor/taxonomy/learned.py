"""The classifier of the product, told the wordings of a taxonomy."""

from extractor.errors import WeightsMissingError
from extractor.taxonomy.catalog import Taxonomy
from models.indicator_classifier.catalogue import ConceptWordings
from models.indicator_classifier.session import IndicatorClassifier
from models.ocr.weights import WeightsNotFoundError


def learned_classifier(taxonomy: Taxonomy) -> IndicatorClassifier:
    """A classifier for the taxonomy, also for concepts of local extensions that it never learned.

    Raises:
        WeightsMissingError: its weights are not on this machine.
    """
    try:
        return IndicatorClassifier(wordings_of(taxonomy))
    except WeightsNotFoundError as error:
        raise WeightsMissingError(str(error)) from error


def wordings_of(taxonomy: Taxonomy) -> list[ConceptWordings]:
    """How each concept is written: its name, what people write, and its definition."""
    return [
        ConceptWordings(concept.id, (concept.name, *concept.aliases, concept.definition))
        for concept in taxonomy.concepts
    ]
