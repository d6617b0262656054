"""A running service that documents are handed to, by its HTTP API: its people correct them on its
review page. The same key of idempotency for the same document of the same archive, and
`on_duplicate=reuse` after the service has forgotten the key, keep it from having one twice."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpx

from serve.archive.handing import Receipt, Recipient, Refusal
from serve.archive.handing_errors import (
    NotThisServiceError,
    ReviewKeyError,
    ReviewServiceAwayError,
    ReviewServiceFullError,
)
from serve.archive.refetching import Parcel
from serve.archive.service_url import service_url

_DOCUMENTS = "/v1/documents"
_TIMEOUT = httpx.Timeout(120.0, connect=10.0)
_BUSY = (429, 502, 503, 504)
_NO_RIGHT = (401, 403)
_FULL = 507
_ERROR = 400
_ACCEPTED = (200, 202)
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0

_CHECK_SECONDS = 5.0  # that a service is waited for which nobody has heard of yet

Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How documents arrive: for which archive, in which collection, for somebody who waits
    (`interactive`) or after all who do (`archive`), and how many seconds a service that is away or
    busy is waited for."""

    archive: str
    collection: str = ""
    priority: str = "archive"
    patience: float = 120.0


@dataclass(frozen=True, slots=True)
class _Question:
    """A request that may be repeated."""

    method: str
    query: Mapping[str, str]
    parcel: Parcel | None = None


class ReviewService(Recipient):
    """The service at a URL; a context manager."""

    def __init__(
        self,
        url: str,
        key: str,
        delivery: Delivery,
        transport: httpx.BaseTransport | None = None,
        pause: Pause = time.sleep,
    ) -> None:
        self._url = service_url(url)
        self._delivery = delivery
        self._pause = pause
        try:
            self._client = httpx.Client(
                base_url=self._url,
                headers={"Authorization": f"Bearer {key}"},
                timeout=_TIMEOUT,
                transport=transport,
                trust_env=False,
            )
        except httpx.InvalidURL as error:
            raise NotThisServiceError(f"{self._url}: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @property
    def name(self) -> str:
        """See Recipient."""
        return self._url

    def check(self) -> None:
        """Raise an error where the service is away, is another, or does not know the key."""
        patience = min(_CHECK_SECONDS, self._delivery.patience)
        answer = self._answer(_Question("GET", {"limit": "1"}), patience)
        told = _content(self._checked(answer))
        if "documents" not in told:
            raise NotThisServiceError(self._url)

    def receive(self, parcels: Iterable[Parcel]) -> Iterator[Receipt | Refusal]:
        """See Recipient."""
        for parcel in parcels:
            yield self._upload(parcel)

    def _upload(self, parcel: Parcel) -> Receipt | Refusal:
        document, delivery = parcel.document, self._delivery
        query = {
            "on_duplicate": "reuse",
            "unpack": "never",
            "priority": delivery.priority,
            "collection": delivery.collection,
        }
        question = _Question("POST", query, parcel)
        answer = self._checked(self._answer(question, delivery.patience))
        told = _content(answer)
        if answer.status_code >= _ERROR:
            message = f"{told.get('detail') or told.get('title') or ''} {told.get('remedy', '')}"
            code = str(told.get("code") or f"http.{answer.status_code}")
            return Refusal(document, code, message.strip())
        try:
            (taken,) = told["documents"]
            return Receipt(document, str(taken["id"]), bool(taken["reused"]))
        except (KeyError, TypeError, ValueError) as error:
            raise NotThisServiceError(f"{self._url}: {answer.status_code}") from error

    def _answer(self, question: _Question, patience: float) -> httpx.Response:
        """An answer that is not told to come again. Raises ReviewServiceAwayError."""
        until = time.monotonic() + patience
        pause = _FIRST_PAUSE
        while True:
            try:
                answer = self._ask(question)
                reason = str(answer.status_code)
                if answer.status_code not in _BUSY:
                    return answer
                wait = _retry_after(answer) or pause
            except httpx.RequestError as error:
                reason, wait = str(error) or type(error).__name__, pause
            if time.monotonic() + wait > until:
                raise ReviewServiceAwayError(
                    f"{self._url}: 服务无应答或繁忙。 It is away or busy: {reason}"
                )
            self._pause(wait)
            pause = min(_LONGEST_PAUSE, pause * 2)

    def _ask(self, question: _Question) -> httpx.Response:
        parcel = question.parcel
        if parcel is None:
            return self._client.request(question.method, _DOCUMENTS, params=question.query)
        key = f"archive-{self._delivery.archive}-{parcel.document.sha256}"
        name = parcel.document.name or "unnamed"
        with parcel.path.open("rb") as data:
            return self._client.request(
                question.method,
                _DOCUMENTS,
                params=question.query,
                headers={"Idempotency-Key": key},
                files={"file": (name, data, "application/octet-stream")},
            )

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        """The answer, where it is about a document and not about the service."""
        status = answer.status_code
        if status in _NO_RIGHT:
            raise ReviewKeyError(f"{self._url}: {_content(answer).get('detail') or status}")
        if status == _FULL:
            raise ReviewServiceFullError(f"{self._url}: 存储空间不足。 It has no room left.")
        if status not in _ACCEPTED and (status < _ERROR or "code" not in _content(answer)):
            raise NotThisServiceError(f"{self._url}: {status}")
        if status in (500, 501):
            raise ReviewServiceAwayError(f"{self._url}: {status}")
        return answer


def _content(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _retry_after(answer: httpx.Response) -> float:
    """Seconds; dates are not sent by this service."""
    given = answer.headers.get("Retry-After", "")
    return float(given) if given.isascii() and given.isdigit() else 0.0
