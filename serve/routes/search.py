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
    concept: Annotated[str, Query(max_length=200)] = "",
    level2: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_HITS)] = 20,
    cursor: Annotated[str, Query(max_length=2000)] = "",
) -> SearchAnswer:
    """搜索。 Indicators and other texts, the best hits first; names of people are not found."""
    with service.database.read() as connection:
        page = search(
            connection, SearchQuery(q, concept or None, level2 or None, limit, cursor or None)
        )
    return SearchAnswer(hits=[SearchHit.of(hit) for hit in page.hits], next_cursor=page.next_cursor)
