"""The parts that can learn, and the files that a version of each consists of."""

from collections.abc import Mapping
from enum import StrEnum

from models.form_tagger import config as form_tagger
from models.indicator_classifier import config as indicator_classifier
from models.table_structure import config as table_structure


class ModelKind(StrEnum):
    """A part that can learn, by the name of its folder in the registry and in `engine.models`."""

    FORM_TAGGER = "form_tagger"
    INDICATOR_CLASSIFIER = "indicator_classifier"
    TABLE_STRUCTURE = "table_structure"
    RECOGNITION_LEXICON = "recognition_lexicon"


LEXICON = "lexicon.json"

FILES: Mapping[ModelKind, tuple[str, ...]] = {
    ModelKind.FORM_TAGGER: (form_tagger.WEIGHTS.path.name,),
    ModelKind.INDICATOR_CLASSIFIER: (
        indicator_classifier.WEIGHTS.path.name,
        indicator_classifier.CONCEPTS.path.name,
    ),
    ModelKind.TABLE_STRUCTURE: (table_structure.WEIGHTS.path.name,),
    ModelKind.RECOGNITION_LEXICON: (LEXICON,),
}
