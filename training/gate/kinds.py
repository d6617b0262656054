"""The parts that can learn, each loaded only when it is asked for."""

from collections.abc import Mapping
from importlib import import_module

from models.kinds import ModelKind
from training.gate.trainable import Trainable

_CLASSES: Mapping[ModelKind, tuple[str, str]] = {
    ModelKind.FORM_TAGGER: ("training.corrections.teaching", "FormTaggerLessons"),
    ModelKind.INDICATOR_CLASSIFIER: (
        "training.indicator_classifier.teaching",
        "IndicatorClassifierLessons",
    ),
    ModelKind.TABLE_STRUCTURE: ("training.table_structure.teaching", "TableStructure"),
    ModelKind.RECOGNITION_LEXICON: ("training.recognition_lexicon.teaching", "RecognitionLexicon"),
}


def trainable(kind: ModelKind) -> Trainable:
    """What learns for a kind. Its `learn` may need torch, loading it does not."""
    module, name = _CLASSES[kind]
    found: Trainable = getattr(import_module(module), name)()
    return found
