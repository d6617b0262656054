"""The standard concepts: searched by text, looked up by id."""

from typing import Annotated

from fastapi import APIRouter, Query

from extractor.export.concepts import concept_to_dict
from serve.edge.callers import Reader
from serve.edge.schemas_search import ConceptAnswer, ConceptHit, ConceptHits
from serve.edge.service import ServiceDep
from serve.errors import NotFoundError

router = APIRouter(tags=["taxonomy"])
_MOST = 50


@router.get("/taxonomy")
def search_taxonomy(
    service: ServiceDep,
    caller: Reader,
    q: Annotated[str, Query(max_length=200, description="名称、写法或编号。 What it is called.")],
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 10,
) -> ConceptHits:
    """查找标准指标。 Concepts whose id, name, wordings or definition look like the text."""
    hits = service.matcher.taxonomy.search(q, limit) if q.strip() else ()
    return ConceptHits(
        hits=[
            ConceptHit(
                score=round(hit.score, 4), wording=hit.wording, **concept_to_dict(hit.concept)
            )
            for hit in hits
        ]
    )


@router.get("/taxonomy/{concept_id}")
def read_concept(concept_id: str, service: ServiceDep, caller: Reader) -> ConceptAnswer:
    """一个标准指标。 One concept, by its id or one that was merged into it."""
    concept = service.matcher.taxonomy.concept(concept_id)
    if concept is None:
        raise NotFoundError("分类库中没有这个指标。 The taxonomy has no such concept.")
    return ConceptAnswer(**concept_to_dict(concept))
