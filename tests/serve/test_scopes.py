"""Every operation of the description with every scope: who is let in, and who is not."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.access.principal import Scope

_ANY = frozenset(Scope)
_READ = frozenset((Scope.READ, Scope.WRITE, Scope.ANNOTATE, Scope.ADMIN))
_WRITE = frozenset((Scope.WRITE, Scope.ADMIN))
_ANNOTATE = frozenset((Scope.ANNOTATE, Scope.ADMIN))
_ADMIN = frozenset((Scope.ADMIN,))
_DOCUMENT = "/v1/documents/{document_id}"
_PAGE = f"{_DOCUMENT}/pages/{{number}}"
_ADMINISTRATION = ("/v1/audit", "/v1/keys", "/v1/users", "/v1/webhooks")
_MAY = {
    ("post", "/v1/documents"): _WRITE,
    ("post", "/v1/documents/rerun-outdated"): _ADMIN,
    ("post", "/v1/extract"): _WRITE,
    ("post", "/v1/learning/tasks"): _ADMIN,
    ("post", "/v1/learning/tasks/{task_id}/cancel"): _ADMIN,
    ("delete", _DOCUMENT): _WRITE,
    ("post", f"{_DOCUMENT}/cancel"): _WRITE,
    ("post", f"{_DOCUMENT}/rerun"): _WRITE,
    ("put", f"{_DOCUMENT}/learning"): _WRITE,
    ("post", f"{_DOCUMENT}/undelete"): _WRITE,
    ("patch", f"{_DOCUMENT}/result"): _ANNOTATE,
    ("post", f"{_DOCUMENT}/revisions/{{number}}/restore"): _ANNOTATE,
    ("get", f"{_DOCUMENT}/file"): _ANNOTATE,
    ("get", f"{_PAGE}/image"): _ANNOTATE,
    ("get", f"{_PAGE}/thumbnail"): _ANNOTATE,
    ("get", f"{_PAGE}/overlay"): _ANNOTATE,
    ("get", "/v1/session"): _ANY,
    ("delete", "/v1/session"): _ANY,
}
_OPEN = frozenset((("post", "/v1/session"), ("get", "/livez"), ("get", "/readyz")))
_ENDLESS = "/v1/events"  # let in, it would never end; its guard is that of the others' events


def _may(method: str, path: str) -> frozenset[Scope]:
    """Whose key is let in; what is not named here may be read, by nobody else, and not changed."""
    if path.startswith(_ADMINISTRATION):
        return _ADMIN
    known = _MAY.get((method, path))
    assert known or method == "get", f"say who may {method} {path}"
    return known or _READ


def _operations(app: FastAPI) -> Iterator[tuple[str, str]]:
    for path, methods in app.openapi()["paths"].items():
        for method in methods:
            if (method, path) not in _OPEN and path != "/metrics":
                yield method, path


def _status(client: TestClient, method: str, path: str) -> int:
    numbered = path.replace("{number}", "1")
    return client.request(method, numbered.replace("{", "").replace("}", "")).status_code


def test_nobody_is_let_in_without_a_key(app: FastAPI, anonymous: TestClient) -> None:
    operations = list(_operations(app))
    assert len(operations) > 35
    for method, path in operations:
        assert _status(anonymous, method, path) == 401, (method, path)


@pytest.mark.parametrize("scope", Scope)
def test_a_key_opens_what_its_scope_says(
    app: FastAPI, client_with: Callable[..., TestClient], scope: Scope
) -> None:
    client = client_with(scope)
    for method, path in _operations(app):
        is_let_in = scope in _may(method, path)
        if path == _ENDLESS and is_let_in:
            continue
        refused = _status(client, method, path) == 403
        assert refused is not is_let_in, (method, path)


def test_personal_opens_the_paper_to_a_reader(client_with: Callable[..., TestClient]) -> None:
    client = client_with(Scope.READ, Scope.PERSONAL)
    for path in ("file", "pages/1/image", "pages/1/thumbnail", "pages/1/overlay"):
        assert client.get(f"/v1/documents/doc_1/{path}").status_code == 404
