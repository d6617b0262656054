"""The address of a service that documents are handed to."""

from urllib.parse import urlsplit

from serve.archive.handing_errors import NotThisServiceError


def service_url(given: str) -> str:
    """Without a slash at its end.

    Raises NotThisServiceError where it is no address, or has secrets in it, which would be kept
    with the archive.
    """
    try:
        parts = urlsplit(given)
        is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain
        is_address = is_address and (parts.port is None or parts.port > 0)
    except ValueError:
        is_address = False
    if not is_address:
        raise NotThisServiceError("--to: http://主机:端口 http://host:port, label-studio")
    return given.rstrip("/")
