"""What reads documents, and reading those again that something else read."""

from pydantic import BaseModel, ConfigDict, Field

from models.kinds import ModelKind

MOST = 100_000


class RerunOutdatedRequest(BaseModel):
    """重新识别由其他版本识别的文档。 Read again what other versions than those in use read."""

    model_config = ConfigDict(extra="forbid")

    model: ModelKind | None = Field(
        default=None,
        description="只看该模型的版本。 Only where the version of this model is another one.",
    )
    collection: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=10_000, ge=1, le=MOST, description="最多几份。 Most of one request.")
    keep_corrections: bool = Field(
        default=True, description="保留人工修改。 Keep what people corrected.", strict=True
    )
    dry_run: bool = Field(default=False, description="只计数。 Count only.", strict=True)


class RerunOutdatedAnswer(BaseModel):
    """结果。 How many documents other versions had read, and how many of them wait now; ask again
    until there are none left."""

    outdated: int
    queued: int
    in_use: dict[str, str] = Field(examples=[{"version": "0.1.0", "form_tagger": "rules-1 tags-1"}])


class EngineAnswer(BaseModel):
    """识别所用版本。 An engine that documents have their newest results from; `versions` are empty
    where that was before they were noted."""

    name: str = Field(examples=["0.1.0-3fa2c9"])
    versions: dict[str, str]
    documents: int


class EnginesAnswer(BaseModel):
    """各版本。 What read the documents, and what reads them now."""

    engines: list[EngineAnswer]
    in_use: EngineAnswer
