"""Search over the texts and indicators of all documents."""

from typing import Annotated

from fastapi import APIRouter, Query

from serve.edge.callers import Reader
from serve.edge.schemas_search import SearchAnswer, SearchHit
from serve.edge.service import ServiceDep
from serve.store.search import MAX_HITS, SearchQuery, search

router = APIRouter(tags=["records"])


@router.get("/search")
def search_records(  # noqa: PLR0917 - the query of one address
    service: ServiceDep,
    caller: Reader,
    q: Annotated[str, Query(max_length=200, description="文字。 Words, all of them.")] = "",
    concept: Annotated[str | None, Query(max_length=200)] = None,
    level2: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_HITS)] = 20,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> SearchAnswer:
    """搜索。 Indicators and other texts, the best hits first; names of people are not found."""
    with service.database.read() as connection:
        page = search(connection, SearchQuery(q, concept, level2, limit, cursor))
    return SearchAnswer(hits=[SearchHit.of(hit) for hit in page.hits], next_cursor=page.next_cursor)
