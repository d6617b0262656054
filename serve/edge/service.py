"""The service that one app is of: everything its routes need, made once."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from extractor.taxonomy.matcher import RecordMatcher
from serve.access.door import Door
from serve.access.login import Login
from serve.edge.metrics import Metrics
from serve.learning.desk import Learning
from serve.settings import Settings
from serve.store.blobs import Blobs
from serve.store.database import Database


@dataclass(frozen=True, slots=True)
class Service:
    """What the routes work with; one for each app."""

    settings: Settings
    database: Database
    blobs: Blobs
    door: Door
    login: Login
    metrics: Metrics
    matcher: RecordMatcher
    learning: Learning


async def service_of(request: Request) -> Service:
    """The service behind this request, as a dependency."""
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(service_of)]
