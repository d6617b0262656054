"""Corrections, accuracy and agreement as the API says them."""

from pydantic import BaseModel, ConfigDict, Field

from annotations.agreement import FieldAgreement
from serve.learning.figures import Accuracy, Day, Figures
from serve.learning.shares import Share


class ShareAnswer(BaseModel):
    """准确率。 Values that people left as they were read, with the 95 % interval over forms."""

    model_config = ConfigDict(title="AccuracyShare")

    forms: int
    values: int
    wrong: int
    right: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)

    @classmethod
    def of(cls, share: Share | None) -> "ShareAnswer | None":
        """The answer for a share; None for none."""
        if share is None:
            return None
        return cls(
            forms=share.forms,
            values=share.values,
            wrong=share.wrong,
            right=share.right,
            low=share.low,
            high=share.high,
        )


class AccuracyAnswer(BaseModel):
    """一组准确率。 `judged`: all forms that people judged, which they chose because they looked
    doubtful. `drawn`: those that chance chose; only these speak for all documents."""

    model_config = ConfigDict(title="Accuracy")

    name: str
    judged: ShareAnswer | None
    drawn: ShareAnswer | None

    @classmethod
    def of(cls, accuracy: Accuracy) -> "AccuracyAnswer":
        """The answer for one group."""
        judged, drawn = ShareAnswer.of(accuracy.judged), ShareAnswer.of(accuracy.drawn)
        return cls(name=accuracy.name, judged=judged, drawn=drawn)


class LearningDay(BaseModel):
    """一天的修正。 Values that people touched on a day, by source, and the forms they judged."""

    day: str
    forms: int
    values: dict[str, int]

    @classmethod
    def of(cls, day: Day) -> "LearningDay":
        """The answer for a day."""
        values = {source.value: count for source, count in day.values.items()}
        return cls(day=day.day, forms=day.forms, values=values)


class AgreementAnswer(BaseModel):
    """两人一致率。 Of one field: among all values, and among those that either person touched."""

    model_config = ConfigDict(title="Agreement")

    label: str
    aspect: str
    units: int
    percent: float
    alpha: float | None = Field(description="Krippendorff's alpha; null: nothing to tell apart.")
    touched: int
    touched_percent: float | None

    @classmethod
    def of(cls, field: FieldAgreement) -> "AgreementAnswer":
        """The answer for a field."""
        return cls(
            label=field.label,
            aspect=field.aspect,
            units=field.units,
            percent=field.percent,
            alpha=field.alpha,
            touched=field.touched,
            touched_percent=field.touched_percent,
        )


class WaitingAnswer(BaseModel):
    """待办。 What waits for a person: documents shown for labelling and not judged, forms on which
    two people differ, documents of the service that were read and that nobody corrected."""

    model_config = ConfigDict(title="LearningWaiting")

    unjudged: int
    disputed: int
    unreviewed: int


class LearningAnswer(BaseModel):
    """学习概况。 Corrections, agreement, accuracy in use and what waits."""

    model_config = ConfigDict(title="Learning")

    forms: int
    documents: int
    people: int
    touched: int
    doubly: int = Field(description="两人判过的表。 Forms that two people judged.")
    sources: dict[str, int]
    fates: dict[str, int]
    aspects: dict[str, int]
    days: list[LearningDay]
    overall: AccuracyAnswer
    weeks: list[AccuracyAnswer]
    kinds: list[AccuracyAnswer]
    families: list[AccuracyAnswer]
    agreement: list[AgreementAnswer]
    waiting: WaitingAnswer

    @classmethod
    def of(cls, figures: Figures, unreviewed: int) -> "LearningAnswer":
        """The answer for the figures and what the database adds to them."""
        return cls(
            forms=figures.forms,
            documents=figures.documents,
            people=figures.people,
            touched=figures.touched,
            doubly=figures.doubly,
            sources={source.value: count for source, count in figures.sources.items()},
            fates={fate.value: count for fate, count in figures.fates.items()},
            aspects={aspect.value: count for aspect, count in figures.aspects.items()},
            days=[LearningDay.of(day) for day in figures.days],
            overall=AccuracyAnswer.of(figures.overall),
            weeks=[AccuracyAnswer.of(week) for week in figures.weeks],
            kinds=[AccuracyAnswer.of(kind) for kind in figures.kinds],
            families=[AccuracyAnswer.of(family) for family in figures.families],
            agreement=[AgreementAnswer.of(field) for field in figures.agreement],
            waiting=WaitingAnswer(
                unjudged=figures.unjudged, disputed=figures.disputed, unreviewed=unreviewed
            ),
        )
