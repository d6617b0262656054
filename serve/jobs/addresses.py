"""Which addresses the service may call on someone's behalf: public ones only."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from serve.errors import BadRequestError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address in its last 32 bits
_PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: `host` is a name or an address without brackets."""

    scheme: str
    host: str
    port: int
    path: str  # with its query


def target_of(url: str) -> Target:
    """The parts of an http(s) URL. Raises BadRequestError for anything else, and for one with a
    user, a fragment or characters that do not belong in a URL."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    except (ValueError, UnicodeError) as error:
        raise BadRequestError("URL 无效。 This is no URL.") from error
    plain = url.isascii() and url.isprintable() and " " not in url
    if not (plain and port and host) or "@" in parts.netloc or parts.fragment:
        raise BadRequestError(
            "须为 http(s) 地址，不含用户名与片段。 An http(s) URL without user and fragment."
        )
    path = parts.path or "/"
    return Target(parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path)


def is_public(address: str) -> bool:
    """Whether this IP address is one of the internet; of IPv4 inside IPv6, the IPv4 one counts."""
    try:
        number: Address = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        if number.is_site_local:  # the intranets of before fc00::/7; Python calls them global
            return False
        number = _inside(number) or number
    return number.is_global and not (number.is_multicast or number.is_reserved)


def _inside(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if number in _NAT64:
        return ipaddress.IPv4Address(int(number) & 0xFFFF_FFFF)
    return number.ipv4_mapped or number.sixtofour


def is_literal(host: str) -> bool:
    """Whether the host is an address already."""
    try:
        ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return False
    return True
