"""The two kinds of tokens of Label Studio: legacy ones, and personal ones that fetch short ones."""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

import httpx

from annotations.errors import RefusedTokenError

_LIFETIME = 240.0  # seconds; the server gives 300
_JWT_DOTS = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A token as Label Studio shows it; never printed."""

    secret: str

    @property
    def is_personal(self) -> bool:
        """Whether it is a personal access token (a JWT), not a legacy one (40 hex digits)."""
        return self.secret.count(".") == _JWT_DOTS

    def __repr__(self) -> str:
        return "Token(…)"


class TokenAuth(httpx.Auth):
    """Puts a token on requests; a personal one is changed for a short one when that runs out."""

    requires_response_body = True

    def __init__(self, token: Token, clock: Callable[[], float] = time.monotonic) -> None:
        self._token = token
        self._clock = clock
        self._short = ""
        self._fetched = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """See httpx.Auth. Raises RefusedTokenError."""
        if not self._token.is_personal:
            request.headers["Authorization"] = f"Token {self._token.secret}"
            yield request
            return
        if not self._short or self._clock() - self._fetched > _LIFETIME:
            self._take((yield self._refresh(request)))
        request.headers["Authorization"] = f"Bearer {self._short}"
        answer = yield request
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._take((yield self._refresh(request)))
            request.headers["Authorization"] = f"Bearer {self._short}"
            yield request

    def _refresh(self, request: httpx.Request) -> httpx.Request:
        url = request.url.copy_with(path="/api/token/refresh/", query=None)
        return httpx.Request("POST", url, json={"refresh": self._token.secret})

    def _take(self, answer: httpx.Response) -> None:
        try:
            self._short = str(answer.json()["access"])
        except (KeyError, TypeError, ValueError) as error:
            raise RefusedTokenError(f"/api/token/refresh/: {answer.status_code}") from error
        self._fetched = self._clock()
