"""Who counts as someone on this machine."""

from dataclasses import replace

import pytest

from serve.access.credentials import Credentials

LOCAL = Credentials("POST", address="127.0.0.1", host="127.0.0.1:8000")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"host": "localhost:8000"},
        {"address": "::1", "host": "[::1]:8000"},
        {"address": "::ffff:127.0.0.1"},
        {"origin": "http://127.0.0.1:8000", "fetch_site": "same-origin"},
        {"fetch_site": "none"},
    ],
)
def test_local(changes: dict[str, str]) -> None:
    assert replace(LOCAL, **changes).is_local


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "192.0.2.7"},
        {"address": ""},
        {"host": "rebound.example:8000"},
        {"host": "127.0.0.1.example"},
        {"host": ""},
        {"host": "[::1"},
        {"origin": "http://other.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"fetch_site": "cross-site"},
        {"fetch_site": "same-site"},
        {"forwarded": True},
    ],
)
def test_not_local(changes: dict[str, str]) -> None:
    assert not replace(LOCAL, **changes).is_local
