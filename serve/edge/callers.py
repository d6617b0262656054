"""Who calls, as dependencies of routes: `Annotated[Principal, Depends(require(Scope.READ))]`."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from serve.access.credentials import Credentials, Identity
from serve.access.principal import Principal, Scope
from serve.edge.service import ServiceDep
from serve.errors import ForbiddenError

COOKIE = "jixiao_session"
CSRF_HEADER = "X-CSRF-Token"
_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def credentials_of(request: Request) -> Credentials:
    """What the request shows of its sender."""
    headers = request.headers
    kind, _, key = headers.get("authorization", "").partition(" ")
    return Credentials(
        method=request.method,
        scheme=request.url.scheme,
        address=request.client.host if request.client else "",
        host=headers.get("host", ""),
        origin=headers.get("origin", ""),
        fetch_site=headers.get("sec-fetch-site", ""),
        key=key.strip() if kind.lower() == "bearer" else "",
        token=request.cookies.get(COOKIE, ""),
        csrf=headers.get(CSRF_HEADER, ""),
        forwarded=any(name in headers for name in _PROXY_HEADERS),
    )


async def identify(request: Request, service: ServiceDep) -> Identity:
    """Who calls, however few its rights. Raises NotAuthenticatedError, RateLimitError,
    ForbiddenError for a change that a session did not sign with its token."""
    credentials = credentials_of(request)
    identity = service.door.recall(credentials)
    if identity is None:
        identity = await run_in_threadpool(service.door.look_up, credentials)
    request.state.principal_id = identity.principal.id
    service.door.check(identity, credentials)
    return identity


IdentityDep = Annotated[Identity, Depends(identify)]


def require(scope: Scope) -> Callable[..., Awaitable[Principal]]:
    """A dependency that lets callers with this scope pass and tells who they are.

    Raises NotAuthenticatedError, ForbiddenError, RateLimitError.
    """

    async def caller(identity: IdentityDep) -> Principal:
        if not identity.principal.may(scope):
            raise ForbiddenError(f"需要权限 {scope}。 The scope {scope} is needed.")
        return identity.principal

    return caller


Reader = Annotated[Principal, Depends(require(Scope.READ))]
Writer = Annotated[Principal, Depends(require(Scope.WRITE))]
Annotator = Annotated[Principal, Depends(require(Scope.ANNOTATE))]
Admin = Annotated[Principal, Depends(require(Scope.ADMIN))]
