"""The concepts that people chose, with the document and form each stands in."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from annotations.lessons import concept_lessons
from annotations.truths import chosen_submissions
from annotations.workspace import Workspace
from extractor.engines import Engines
from extractor.taxonomy import Taxonomy, load_taxonomy
from models.indicator_classifier.texts import IndicatorText
from training.indicator_classifier.labelled import Labelled

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChosenConcept:
    """An indicator and the concept that somebody chose or confirmed; `document` is the SHA-256 of
    the file, `source` that of the judgement."""

    document: str
    form: int
    source: str
    labelled: Labelled


def taxonomy_of(engines: Engines) -> Taxonomy:
    """The taxonomy that documents are read with."""
    return load_taxonomy() if engines.matcher is None else engines.matcher.taxonomy


def chosen_in(workspace: Workspace, taxonomy: Taxonomy) -> Iterator[ChosenConcept]:
    """What holds of each form, of all sources, without frozen gold; concepts that the taxonomy does
    not have any more are told in the log and left out.

    Raises:
        StoreLineError: the corrections cannot be read.
    """
    for submission in chosen_submissions(workspace):
        for lesson in concept_lessons([submission]):
            identity = lesson["concept"]
            concept = taxonomy.concept(identity) if identity else None
            if identity and concept is None:
                log.warning("concept.unknown", extra={"concept": identity})
                continue
            text = IndicatorText(lesson["level3"], lesson["level2"] or "", lesson["value"] or "")
            labelled = Labelled(text, frozenset((concept.id,) if concept else ()))
            yield ChosenConcept(
                submission.document, submission.form, submission.source.value, labelled
            )
