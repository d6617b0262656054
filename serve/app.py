"""The app: middleware, routes and the service they share."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from annotations.workspace import Workspace
from extractor.live_engines import LiveMatcher
from serve.access.door import Door
from serve.access.login import Login
from serve.edge.headers import RequestLimits, SecurityHeaders
from serve.edge.logs import RequestLog
from serve.edge.metrics import Metrics
from serve.edge.openapi import describe
from serve.edge.problems import install_problems
from serve.edge.service import Service
from serve.errors import StoreError
from serve.learning.desk import Learning
from serve.routes import (
    audit,
    documents,
    engines,
    events,
    exports,
    extract,
    health,
    keys,
    labelling,
    learning,
    page,
    pages,
    queue,
    results,
    revisions,
    search,
    session,
    statistics,
    taxonomy,
    uploads,
    users,
    webhooks,
)
from serve.settings import Settings
from serve.store.blobs import open_blobs
from serve.store.database import Database

_LOG = logging.getLogger("jixiao.app")
_NOTING_SECONDS = 10.0
_VERSIONED = (
    session,
    uploads,
    documents,
    engines,
    events,
    pages,
    results,
    revisions,
    queue,
    search,
    statistics,
    learning,
    exports,
    taxonomy,
    extract,
    keys,
    users,
    webhooks,
    audit,
    labelling,
)
_AT_ROOT = (health, page)


def create_app(settings: Settings) -> FastAPI:
    """The app over the database and blobs that the settings name; the database must be migrated."""
    database = Database(settings.database())
    metrics = Metrics(settings, database)
    service = Service(
        settings=settings,
        database=database,
        blobs=open_blobs(settings),
        door=Door(settings, database),
        login=Login(settings, database),
        metrics=metrics,
        matcher=LiveMatcher(settings.models_folder()),
        learning=Learning(settings),
    )
    app = FastAPI(
        title="绩效 jixiao",
        version="1",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
    )
    app.state.service = service
    install_problems(app)
    describe(app)
    for module in _VERSIONED:
        app.include_router(module.router, prefix="/v1")
    for module in _AT_ROOT:
        app.include_router(module.router)
    known = partial(labelling.is_label_studio, Workspace(settings.home))
    app.add_middleware(RequestLimits, is_label_studio=known)
    app.add_middleware(RequestLog, metrics=metrics)
    app.add_middleware(SecurityHeaders)  # the outermost: answers to crashes have them too
    return app


def _operation_id(route: APIRoute) -> str:
    """Operations are named as their functions, which are one of a kind."""
    return route.name


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Note the uses of keys while the app runs; give the database back at its end."""
    service: Service = app.state.service
    service.learning.prepare()
    noting = asyncio.create_task(_note_uses(service.door))
    try:
        yield
    finally:
        noting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await noting
        service.database.close()


async def _note_uses(door: Door) -> None:
    while True:
        await asyncio.sleep(_NOTING_SECONDS)
        try:
            await run_in_threadpool(door.note_uses)
        except StoreError as error:
            _LOG.warning("keys.uses_not_noted", extra={"code": error.code})
