"""Telling webhooks: signed, within ten seconds, only to addresses that may be called.

Receivers check `X-Jixiao-Signature: t=<seconds>,v1=<hex>`: HMAC-SHA256 with their secret over
`<seconds>.<body>`. They may get a message twice (its `id` tells), never one that did not happen.
"""

import asyncio
import hashlib
import hmac
import logging
import socket
import ssl
import time
from dataclasses import dataclass

import httpx

from serve.errors import BadRequestError
from serve.jobs.addresses import Target, is_public, target_of
from serve.settings import Settings
from serve.store.database import Database
from serve.store.deliveries import Claim, Outcome, claim_due, forget_old, is_any_due, settle

_LOG = logging.getLogger("jixiao.webhooks")
_TOGETHER = 20
_SECONDS = 10.0


class _RefusedAddressError(Exception):
    """The name leads to an address that is not called."""


@dataclass(frozen=True, slots=True)
class _Sender:
    client: httpx.AsyncClient
    allow_private: bool


def deliver_due(database: Database, settings: Settings) -> int:
    """Send what is due, at most 20 messages, at most ten seconds; how many were tried.

    Raises StoreError where the database fails; what was sent is then sent again.
    """
    with database.read() as connection:
        if not is_any_due(connection, database.now(connection)):
            return 0
    with database.write() as connection:
        now = database.now(connection)
        claims = claim_due(connection, now, _TOGETHER)
        forget_old(connection, now)
    outcomes = asyncio.run(_send_all(claims, settings))
    with database.write() as connection:
        now = database.now(connection)
        for claim, outcome in zip(claims, outcomes, strict=True):
            settle(connection, claim, outcome, now)
    return len(claims)


def signature(secret: str, body: bytes, at: int) -> str:
    """The header that proves who sent `body` at `at`, seconds since 1970."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"


async def _send_all(claims: tuple[Claim, ...], settings: Settings) -> list[Outcome]:
    async with httpx.AsyncClient(
        verify=ssl.create_default_context(), trust_env=False, timeout=_SECONDS
    ) as client:
        sender = _Sender(client, settings.allow_private_webhooks)
        return await asyncio.gather(*(_try(sender, claim) for claim in claims))


async def _try(sender: _Sender, claim: Claim) -> Outcome:
    try:
        async with asyncio.timeout(_SECONDS):
            status = await _send(sender, claim)
        outcome = Outcome(status, None if 200 <= status < 300 else f"status {status}")
    except TimeoutError:
        outcome = Outcome(None, "timeout")
    except (_RefusedAddressError, BadRequestError):
        outcome = Outcome(None, "refused address")
    except (httpx.HTTPError, OSError) as error:
        outcome = Outcome(None, type(error).__name__)
    _LOG.info(
        "webhook.sent",
        extra={
            "delivery": claim.delivery.id,
            "webhook": claim.webhook.id,
            "attempt": claim.delivery.attempts,
            "status": outcome.status,
            "error": outcome.error,
        },
    )
    return outcome


async def _send(sender: _Sender, claim: Claim) -> int:
    """Send one message and tell the status; nothing of the answer's body is read."""
    target = target_of(claim.webhook.url)
    address = await _address(target, sender)
    body = claim.delivery.payload.encode()
    request = sender.client.build_request(
        "POST",
        f"{target.scheme}://{_bracketed(address)}:{target.port}{target.path}",
        content=body,
        headers={
            "Host": f"{_bracketed(target.host)}:{target.port}",
            "Content-Type": "application/json",
            "User-Agent": "jixiao-webhook/1",
            "X-Jixiao-Event": claim.delivery.kind,
            "X-Jixiao-Delivery": claim.delivery.id,
            "X-Jixiao-Signature": signature(claim.webhook.secret, body, int(time.time())),
        },
        # The connection goes to the address that was checked; the certificate is the name's.
        extensions={"sni_hostname": target.host},
    )
    answer = await sender.client.send(request, stream=True)
    await answer.aclose()
    return answer.status_code


async def _address(target: Target, sender: _Sender) -> str:
    """The address to connect to; the name is resolved once, so it cannot change after the check.

    Raises _RefusedAddressError where any address of the name is none to be called.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise _RefusedAddressError(target.port)
    if not sender.allow_private and not all(is_public(address) for address in addresses):
        raise _RefusedAddressError(target.port)
    return addresses[0]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
