"""Whether the service lives, is ready, and how it does."""

import logging
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool

from serve.edge.callers import credentials_of, identify
from serve.edge.service import Service, ServiceDep
from serve.errors import NotAuthenticatedError, ServiceError
from serve.store.intake import check_disk
from serve.store.migrate import check_schema

router = APIRouter(tags=["health"])
_LOG = logging.getLogger("jixiao.health")


@router.get("/livez")
async def livez() -> dict[str, str]:
    """存活检查。 Whether the process answers; asks neither database nor disk."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "尚未就绪。 Not ready."}})
async def readyz(request: Request, service: ServiceDep) -> JSONResponse:
    """就绪检查。 Whether database, schema, blobs and disk serve; each of them only to callers with
    a key or session."""
    checks = await run_in_threadpool(_run_checks, service)
    ready = all(code == "ok" for code in checks.values())
    body: dict[str, object] = {"status": "ok" if ready else "unavailable"}
    if await _is_known(request, service):
        body["checks"] = checks
    return JSONResponse(body, 200 if ready else 503)


async def _is_known(request: Request, service: Service) -> bool:
    try:
        await identify(request, service)
    except ServiceError:
        return False
    return True


async def _scraper(request: Request, service: ServiceDep) -> None:
    """Let a caller read the metrics: on this machine, or with any key."""
    credentials = credentials_of(request)
    if credentials.is_local:
        return
    if not credentials.key and not credentials.token:
        raise NotAuthenticatedError("指标需要密钥。 The metrics need a key.")
    await identify(request, service)


@router.get("/metrics", response_class=Response)
def metrics(service: ServiceDep, _: Annotated[None, Depends(_scraper)]) -> Response:
    """Prometheus 指标。 Figures for Prometheus."""
    return Response(service.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _run_checks(service: Service) -> dict[str, str]:
    """Each part with "ok" or the code of its error."""
    checks: dict[str, Callable[[Service], None]] = {
        "database": _check_database,
        "schema": lambda service: check_schema(service.database),
        "blobs": lambda service: service.blobs.check(),
        "disk": lambda service: check_disk(service.settings),
    }
    found = {}
    for name, check in checks.items():
        try:
            check(service)
            found[name] = "ok"
        except ServiceError as error:
            _LOG.warning("health.not_ready", extra={"part": name, "code": error.code})
            found[name] = error.code
    return found


def _check_database(service: Service) -> None:
    with service.database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
