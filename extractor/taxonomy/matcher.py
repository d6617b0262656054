"""A record → the same record with a concept beside each indicator. Nothing filed is changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from extractor.record import Candidate, Classification, Indicator, Record, ValueFlag
from extractor.taxonomy.catalog import Taxonomy, load_taxonomy
from extractor.taxonomy.concept import Concept
from extractor.taxonomy.crosswalk import cross
from extractor.taxonomy.filing import may_be_filed_under, value_overrules
from extractor.values.normalise import combined_value
from extractor.values.text import plain_name
from extractor.verbatim import FieldKey, Printed
from models.indicator_classifier.texts import Classification as Answer
from models.indicator_classifier.texts import IndicatorText

_NAMELESS = frozenset(("", "无", "不适用", "…"))


class IndicatorClassifier(Protocol):
    """Says which concept an indicator text means."""

    def classify(self, texts: Sequence[IndicatorText]) -> Sequence[Answer]:
        """One answer a text, in their order; its concept is None where it abstains."""
        ...


class RecordMatcher(Protocol):
    """Puts concepts beside the indicators of a record."""

    @property
    def taxonomy(self) -> Taxonomy:
        """The taxonomy whose ids it speaks of."""
        ...

    @property
    def version(self) -> str:
        """What results call it."""
        ...

    def match(self, record: Record) -> Record:
        """See Matcher."""
        ...


@dataclass(frozen=True, slots=True)
class Matcher:
    """A classifier and the taxonomy whose ids it speaks of; `version` names both in results."""

    classifier: IndicatorClassifier
    taxonomy: Taxonomy
    version: str

    def match(self, record: Record) -> Record:
        """The record with a classification beside each indicator that has a name.

        The same text in both panels is asked once. Raises what the classifier raises.
        """
        asked = [_text(indicator, record) for indicator in record.indicators]
        unique = list(dict.fromkeys(text for text in asked if text is not None))
        if not unique:
            return record
        answers = dict(zip(unique, self.classifier.classify(unique), strict=True))
        indicators = tuple(
            indicator
            if text is None
            else replace(indicator, classification=self._classification(answers[text], indicator))
            for indicator, text in zip(record.indicators, asked, strict=True)
        )
        return replace(record, indicators=indicators)

    def _classification(self, answer: Answer, indicator: Indicator) -> Classification:
        """An answer in the words of the record. Merged ids become those they were merged into;
        ids that the taxonomy does not have are left out."""
        shares: dict[str, float] = {}
        for identity, confidence in answer.candidates:
            known = self.taxonomy.concept(identity)
            if known is not None:
                shares[known.id] = min(1.0, shares.get(known.id, 0.0) + confidence)
        candidates = tuple(Candidate(identity, share) for identity, share in shares.items())
        concept = self.taxonomy.concept(answer.concept) if answer.concept else None
        if concept is None:
            return Classification(confidence=answer.confidence, candidates=candidates)
        return replace(
            classification_of(concept, indicator),
            confidence=answer.confidence,
            candidates=candidates,
        )


def classification_of(concept: Concept, indicator: Indicator) -> Classification:
    """A concept in the words of the record, and whether the indicator is filed where it belongs;
    without confidence and candidates."""
    homes = cross(concept)
    return Classification(
        concept=concept.id,
        name=concept.name,
        home_2015=homes.home_2015.path if homes.home_2015 else None,
        home_2021=homes.home_2021.path if homes.home_2021 else None,
        home_filed_ok=_home_filed_ok(concept, indicator),
    )


class LazyMatcher:
    """A matcher that reads the taxonomy and makes its classifier at the first record."""

    def __init__(
        self,
        classifier_of: Callable[[Taxonomy], IndicatorClassifier],
        version: str,
        extensions: Sequence[Path] = (),
    ) -> None:
        self.version = version
        self._classifier_of = classifier_of
        self._extensions = tuple(extensions)

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The taxonomy with the local extensions. Raises TaxonomyError."""
        return load_taxonomy(self._extensions)

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self._classifier_of(self.taxonomy), self.taxonomy, self.version)

    def load(self) -> None:
        """Make the classifier now. Raises what making it raises."""
        _ = self._matcher

    def match(self, record: Record) -> Record:
        """See Matcher; also raises what making the classifier raises."""
        return self._matcher.match(record)


def _home_filed_ok(concept: Concept, indicator: Indicator) -> bool | None:
    fits = may_be_filed_under(concept, _printed(indicator.row.level2))
    return True if fits is False and value_overrules(concept, indicator) else fits


def _text(indicator: Indicator, record: Record) -> IndicatorText | None:
    """What the classifier is asked; None for a row without a name or that does not apply."""
    row = indicator.row
    if ValueFlag.NOT_APPLICABLE in indicator.normalized.flags:
        return None
    if plain_name(_printed(row.level3)) in _NAMELESS:
        return None
    project = dict(record.fields).get(FieldKey.PROJECT_NAME)
    return IndicatorText(
        _printed(row.level3), _printed(row.level2), combined_value(row), _printed(project)
    )


def _printed(cell: Printed | None) -> str:
    return cell.text.strip() if cell else ""
