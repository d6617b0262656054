"""How Label Studio gets the pictures: its own local files, or signed URLs of ours.

Label Studio loads pictures by script: whoever serves signed URLs must answer with
`Access-Control-Allow-Origin: <the origin of Label Studio>`. No cookie of ours is sent, so that all
right to see a picture lies in its URL; it must outlive the queue.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urlencode

_DAY = 86_400
_SECOND = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class LocalFiles:
    """Pictures below the document root of a Label Studio on the same host."""

    prefix: str

    def address(self, name: str) -> str:
        """The URL of a picture, relative to Label Studio."""
        return "/data/local-files/?d=" + quote(f"{self.prefix}/{name}", safe="/")


@dataclass(frozen=True, slots=True)
class SignedUrls:
    """Pictures below `base`, each with the second it expires and a signature of both."""

    base: str
    key: bytes
    expires: int

    def address(self, name: str) -> str:
        """The URL of a picture."""
        query = urlencode({"exp": self.expires, "sig": signature(self.key, name, self.expires)})
        return f"{self.base.rstrip('/')}/{quote(name, safe='/')}?{query}"


def signed_urls(base: str, key: bytes, days: int, clock: Callable[[], float]) -> SignedUrls:
    """URLs that expire after so many days."""
    return SignedUrls(base, key, int(clock()) + days * _DAY)


def signature(key: bytes, name: str, expires: int) -> str:
    """What a URL of a picture must carry."""
    return hmac.new(key, f"{expires}:{name}".encode(), sha256).hexdigest()


def may_be_seen(key: bytes, name: str, query: dict[str, str], now: float) -> bool:
    """Whether a request for a picture carries a right and unexpired signature."""
    expires = query.get("exp", "")
    if not _SECOND.fullmatch(expires) or int(expires) < now:
        return False
    given = query.get("sig", "").encode(errors="replace")
    return hmac.compare_digest(signature(key, name, int(expires)).encode(), given)
