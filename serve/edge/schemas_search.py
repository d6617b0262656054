"""Hits of the search, concepts and statistics as the API says them."""

from pydantic import BaseModel, ConfigDict, Field

from serve.store.search import Hit
from serve.store.statistics import Count, Day, Statistics

Counts = dict[str, int]


class ConceptAnswer(BaseModel):
    """标准指标。 A concept of the taxonomy; a home is null where the scheme has none."""

    model_config = ConfigDict(title="Concept")

    id: str = Field(examples=["QTY-020"])
    name: str
    definition: str
    home_2015: str | None
    home_2021: str | None
    change: str
    units: list[str]
    direction: str
    value_type: str
    domains: list[str]
    also: list[str]
    vague: bool
    aliases: list[str]
    alias_ids: list[str]
    since: str
    source: str | None


class ConceptHit(ConceptAnswer):
    """找到的标准指标。 A concept, how alike it is (0–1), and the wording that is."""

    model_config = ConfigDict(title="ConceptHit")

    score: float = Field(ge=0, le=1)
    wording: str


class ConceptHits(BaseModel):
    """查找结果。 Concepts, the most alike first."""

    hits: list[ConceptHit]


class SearchHit(BaseModel):
    """一处结果。 An indicator, or another text of a form; then levels and value are null."""

    document_id: str
    document_name: str
    project_name: str | None
    form: int = Field(description="从 0 起。 The form in the file, from 0.")
    position: int | None = Field(description="从 0 起。 The indicator in the form, from 0.")
    path: str = Field(examples=["/forms/0/indicators/3"])
    text: str
    level1: str | None
    level2: str | None
    level3: str | None
    value: str | None
    concept: str | None
    concept_name: str | None

    @classmethod
    def of(cls, hit: Hit) -> "SearchHit":
        """A hit as stored."""
        return cls(**{name: getattr(hit, name) for name in cls.model_fields})


class SearchAnswer(BaseModel):
    """搜索结果。 Hits, the best first; `next_cursor` is null on the last page."""

    hits: list[SearchHit]
    next_cursor: str | None


class CountAnswer(BaseModel):
    """计数。 How many of what."""

    key: str
    name: str | None
    count: int

    @classmethod
    def of(cls, count: Count) -> "CountAnswer":
        """A count as stored."""
        return cls(key=count.key, name=count.name, count=count.count)


class DayAnswer(BaseModel):
    """一天。 What happened on a day."""

    day: str = Field(examples=["2031-02-03"])
    uploaded: int
    finished: int
    pages: int = Field(description="当日读完的页数。 Pages of those that were finished.")
    corrections: int

    @classmethod
    def of(cls, day: Day) -> "DayAnswer":
        """A day as stored."""
        return cls(**{name: getattr(day, name) for name in cls.model_fields})


class StatisticsAnswer(BaseModel):
    """统计。 Figures over all documents that are not deleted."""

    documents: int
    forms: int
    pages: int
    indicators: int
    by_state: Counts
    by_level2: list[CountAnswer]
    by_concept: list[CountAnswer]
    confidence: list[int] = Field(description="可信度直方图，十档。 Ten bins from 0 to 1.")
    findings: list[CountAnswer] = Field(description="待处理问题。 Open findings by rule.")
    days: list[DayAnswer] = Field(description="有事件的日期，新的在后。 Days, the newest last.")
    finished_last_hour: int
    pages_last_hour: int
    seconds_per_page: float | None = Field(description="近一天。 Of the last day.")

    @classmethod
    def of(cls, found: Statistics) -> "StatisticsAnswer":
        """Statistics as stored."""
        plain = ("documents", "forms", "pages", "indicators", "by_state", "confidence")
        figures = ("finished_last_hour", "pages_last_hour", "seconds_per_page")
        return cls(
            **{name: getattr(found, name) for name in (*plain, *figures)},
            by_level2=[CountAnswer.of(count) for count in found.by_level2],
            by_concept=[CountAnswer.of(count) for count in found.by_concept],
            findings=[CountAnswer.of(count) for count in found.findings],
            days=[DayAnswer.of(day) for day in found.days],
        )
