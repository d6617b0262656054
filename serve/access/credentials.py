"""What a request shows of who sends it, and whether a page of another site made it."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from serve.access.principal import Principal

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_OWN_SITES = frozenset(("", "same-origin", "none"))
_LOCAL_NAMES = frozenset(("localhost", "127.0.0.1", "::1"))


class Via(StrEnum):
    """How a caller showed who it is."""

    KEY = "key"
    SESSION = "session"
    LOOPBACK = "loopback"


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller that is known. `csrf` is the token a session's changes must carry."""

    principal: Principal
    via: Via
    csrf: str = ""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The parts of a request that tell who sends it; empty where absent.

    `key` is that of Authorization: Bearer, `token` that of the session cookie, `address` the
    peer's; `forwarded` says that a proxy stands between.
    """

    method: str
    scheme: str = "http"
    address: str = ""
    host: str = ""
    origin: str = ""
    fetch_site: str = ""
    key: str = ""
    token: str = ""
    csrf: str = ""
    forwarded: bool = False

    @property
    def is_safe(self) -> bool:
        """Whether the method changes nothing."""
        return self.method in SAFE_METHODS

    @property
    def is_local(self) -> bool:
        """Whether someone on this machine asks for this machine, by no page of another site."""
        return not self.forwarded and self.is_loopback and self.is_own_site

    @property
    def is_loopback(self) -> bool:
        """Whether the peer is on this machine, a proxy perhaps, and asked for it by name.

        The name in Host tells apart a site whose name was rebound to 127.0.0.1.
        """
        return is_loopback(self.address) and host_name(self.host) in _LOCAL_NAMES

    @property
    def is_own_site(self) -> bool:
        """Whether neither Origin nor Sec-Fetch-Site name another site."""
        same_origin = self.origin in ("", f"{self.scheme}://{self.host}")
        return same_origin and self.is_own_fetch

    @property
    def is_own_fetch(self) -> bool:
        """Whether Sec-Fetch-Site names no other site; Origin may be that of a proxy with TLS."""
        return self.fetch_site in _OWN_SITES


def is_loopback(address: str) -> bool:
    """Whether a peer's address is of this machine."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return (mapped or number).is_loopback


def host_name(host: str) -> str:
    """The name in a Host header, without its port; empty where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
