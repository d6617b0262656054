"""The query of lists and exports: which documents, in which order."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from serve.store.documents import DocumentQuery, DocumentState
from serve.store.listing import MAX_PAGE, Order, Sort


class DocumentFilters(BaseModel):
    """Which documents; what is left out asks for nothing."""

    model_config = ConfigDict(extra="forbid")

    id: list[str] = Field(
        [], max_length=MAX_PAGE, description="编号，可多个。 These documents only."
    )
    state: list[DocumentState] = Field([], description="状态，可多个。 One or many.")
    q: str | None = Field(
        None, max_length=200, description="文件名、标题、项目或部门中的文字。 Text to look for."
    )
    collection: str | None = Field(None, max_length=200)
    form_type: str | None = Field(None, max_length=50)
    year: int | None = Field(None, ge=1900, le=2200)
    department: str | None = Field(None, max_length=200)
    concept: str | None = Field(None, max_length=200, description="含该指标。 Has an indicator.")
    level2: str | None = Field(None, max_length=200, description="含该二级指标。 Has one of it.")
    rule: str | None = Field(None, max_length=200, description="有该待处理问题。 Open finding.")
    engine: str | None = Field(
        None, max_length=200, description="由该版本识别。 Read by it; see /v1/engines."
    )
    min_doubt: float | None = Field(
        None, ge=0, le=1, description="最小疑问。 At least as doubtful."
    )
    created_after: datetime | None = Field(None, description="含。 From then on.")
    created_before: datetime | None = Field(None, description="不含。 Before then.")
    sort: Sort = Sort.CREATED
    order: Order = Order.DESCENDING

    def to_query(self, limit: int = MAX_PAGE, cursor: str | None = None) -> DocumentQuery:
        """What the store is asked."""
        return DocumentQuery(
            ids=tuple(self.id),
            states=tuple(self.state),
            q=self.q,
            collection=self.collection,
            form_type=self.form_type,
            year=self.year,
            department=self.department,
            concept=self.concept,
            level2=self.level2,
            rule=self.rule,
            engine=self.engine,
            min_doubt=self.min_doubt,
            created_after=_seconds(self.created_after),
            created_before=_seconds(self.created_before),
            sort=self.sort,
            order=self.order,
            limit=limit,
            cursor=cursor,
        )


class DocumentListing(DocumentFilters):
    """The query of one page of the list."""

    limit: int = Field(50, ge=1, le=MAX_PAGE, description="每页数量。 Documents of a page.")
    cursor: str | None = Field(
        None, max_length=500, description="上一页的 next_cursor。 Where the last page ended."
    )

    def of_page(self) -> DocumentQuery:
        """What the store is asked for this page."""
        return self.to_query(self.limit, self.cursor)


Listing = Annotated[DocumentListing, Query()]


def _seconds(time: datetime | None) -> float | None:
    """Seconds since 1970; a time without a zone is UTC."""
    if time is None:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
