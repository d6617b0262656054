"""Keys: hashed, expiring, rotated, revoked, counted."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from serve.access.keys import IssuedKey, KeyDraft, is_key_shaped, issue_key, rotate_key
from serve.access.principal import Scope
from serve.errors import BadRequestError, StateError
from serve.store.database import Database
from serve.store.keys import get_key, revoke_key
from serve.store.tables import api_keys

NOW = 1_800_000_000.0
READ = frozenset((Scope.READ,))


def issue(database: Database, draft: KeyDraft, now: float = NOW) -> IssuedKey:
    with database.write() as connection:
        return issue_key(connection, draft, now)


def test_only_the_hash_is_stored(database: Database) -> None:
    issued = issue(database, KeyDraft("archive", READ))
    assert is_key_shaped(issued.secret)
    with database.read() as connection:
        row = connection.execute(select(api_keys)).one()
    assert issued.secret not in str(tuple(row))
    assert row.hint == issued.secret[:8]
    assert len(row.key_hash) == 64


def test_a_key_needs_name_and_scope(database: Database) -> None:
    with pytest.raises(BadRequestError):
        issue(database, KeyDraft(" ", READ))
    with pytest.raises(BadRequestError):
        issue(database, KeyDraft("x", frozenset()))


def test_the_old_key_ends_after_the_grace(database: Database) -> None:
    old = issue(database, KeyDraft("archive", READ, requests_per_minute=7))
    with database.write() as connection:
        new = rotate_key(connection, old.key.id, 2, NOW)
        kept = get_key(connection, old.key.id)
    assert new.secret != old.secret
    assert (new.key.scopes, new.key.requests_per_minute) == ("read", 7)
    assert kept.is_valid(NOW + 7199)
    assert not kept.is_valid(NOW + 7200)


def test_a_worthless_key_is_not_rotated(database: Database) -> None:
    old = issue(database, KeyDraft("archive", READ))
    with database.write() as connection:
        revoke_key(connection, old.key.id, NOW)
        with pytest.raises(StateError):
            rotate_key(connection, old.key.id, 2, NOW)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_revoked_key_is_refused_at_once(admin: TestClient, anonymous: TestClient) -> None:
    made = admin.post("/v1/keys", json={"name": "n", "scopes": ["read"]}).json()
    assert anonymous.get("/v1/session", headers=bearer(made["key"])).status_code == 200
    assert admin.delete(f"/v1/keys/{made['stored']['id']}").status_code == 204
    answer = anonymous.get("/v1/session", headers=bearer(made["key"]))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_key_is_refused(anonymous: TestClient, database: Database) -> None:
    issued = issue(database, KeyDraft("n", READ, expires_at=NOW))  # NOW is in the future
    assert anonymous.get("/v1/session", headers=bearer(issued.secret)).status_code == 200
    past = issue(database, KeyDraft("n", READ, expires_at=1000.0))
    assert anonymous.get("/v1/session", headers=bearer(past.secret)).status_code == 401


def test_the_use_of_a_key_is_noted_later(
    reader: TestClient, app: FastAPI, database: Database
) -> None:
    reader.get("/v1/session")
    with database.read() as connection:
        assert connection.execute(select(api_keys.c.used_at)).scalar_one() is None
    app.state.service.door.note_uses()
    with database.read() as connection:
        assert connection.execute(select(api_keys.c.used_at)).scalar_one() > 1_000_000_000


def test_a_caller_who_asks_too_often_must_wait(anonymous: TestClient, database: Database) -> None:
    limited = issue(database, KeyDraft("n", READ, requests_per_minute=3))
    answers = [anonymous.get("/v1/session", headers=bearer(limited.secret)) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "serve.rate_limit"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20


def test_guessing_keys_is_slowed_down(anonymous: TestClient) -> None:
    statuses = {
        anonymous.get("/v1/session", headers=bearer(f"jx_{n:043d}")).status_code for n in range(40)
    }
    assert statuses == {401, 429}


@pytest.mark.parametrize(
    ("scope", "status"),
    [(Scope.READ, 403), (Scope.WRITE, 403), (Scope.ANNOTATE, 403), (Scope.ADMIN, 200)],
)
def test_keys_are_for_administrators(
    client_with: Callable[..., TestClient], scope: Scope, status: int
) -> None:
    assert client_with(scope).get("/v1/keys").status_code == status


def test_a_rotated_key_over_http(admin: TestClient) -> None:
    made = admin.post("/v1/keys", json={"name": "n", "scopes": ["read"], "expires_in_days": 1})
    key_id = made.json()["stored"]["id"]
    rotated = admin.post(f"/v1/keys/{key_id}/rotate", json={"grace_hours": 1})
    assert rotated.status_code == 201
    assert rotated.json()["key"] != made.json()["key"]
    listed = {key["id"]: key for key in admin.get("/v1/keys").json()["keys"]}
    assert listed[key_id]["expires_at"] < made.json()["stored"]["expires_at"]
    assert "key_hash" not in listed[key_id]
    assert admin.post("/v1/keys/key_none/rotate").status_code == 404


def test_changed_copies_are_keys_still(database: Database) -> None:
    key = issue(database, KeyDraft("n", READ)).key
    assert not replace(key, revoked_at=NOW).is_valid(NOW)
    assert not is_key_shaped("jx_short")
    assert not is_key_shaped("jx_" + "é" * 43)
