"""Logging in and out."""

from fastapi import APIRouter, Request, Response

from serve.access.credentials import Credentials, Identity, Via
from serve.access.login import Attempt
from serve.access.scopes import scopes_of
from serve.edge.callers import COOKIE, IdentityDep, credentials_of
from serve.edge.schemas_access import LoginRequest, SessionAnswer
from serve.edge.service import Service, ServiceDep
from serve.errors import ForbiddenError

router = APIRouter(tags=["session"])
_PATH = "/"


@router.get("/session")
def read_session(identity: IdentityDep) -> SessionAnswer:
    """当前登录者。 Who is logged in, with the token that changes must carry."""
    return _answer(identity)


@router.post("/session")
def open_session(
    asked: LoginRequest, request: Request, response: Response, service: ServiceDep
) -> SessionAnswer:
    """登录。 Log in: sets the session cookie. Locked for longer after each failure."""
    credentials = credentials_of(request)
    if not credentials.is_own_site:
        raise ForbiddenError("拒绝来自其他网站的登录。 Log in from this site's page.")
    secure = _is_secure(service, credentials)
    opened = service.login.open(Attempt(asked.name, asked.password, credentials.address))
    response.set_cookie(
        COOKIE, opened.token, path=_PATH, secure=secure, httponly=True, samesite="strict"
    )
    return SessionAnswer(
        name=opened.user.name,
        scopes=sorted(scopes_of(opened.user.scopes)),
        csrf=opened.csrf,
        via="session",
    )


@router.delete("/session", status_code=204)
def close_session(
    request: Request, response: Response, service: ServiceDep, identity: IdentityDep
) -> None:
    """退出登录。 Log out: the session ends at once."""
    if identity.via is Via.SESSION:
        service.login.close(identity.principal, credentials_of(request).token)
        service.door.forget(identity.principal.id)
    response.delete_cookie(COOKIE, path=_PATH, httponly=True, samesite="strict")


def _is_secure(service: Service, credentials: Credentials) -> bool:
    """Whether the cookie is for https only. Plain http will do on this machine, where nobody
    listens, or where the settings say so; elsewhere a password does not travel in the open."""
    if credentials.scheme == "https" or service.settings.public_url.startswith("https://"):
        return True
    if service.settings.secure_cookies and not credentials.is_loopback:
        raise ForbiddenError(
            "登录须使用 https；内网明文请设 JIXIAO_SECURE_COOKIES=0。 "
            "Log in over https, or set JIXIAO_SECURE_COOKIES=0."
        )
    return False


def _answer(identity: Identity) -> SessionAnswer:
    return SessionAnswer(
        name=identity.principal.name,
        scopes=sorted(identity.principal.scopes),
        csrf=identity.csrf,
        via=identity.via.value,
    )
