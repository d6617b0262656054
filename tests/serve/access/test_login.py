"""Logging in: passwords, cookies, tokens against other sites, locks."""

import threading
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from serve.access import login, passwords
from serve.access.passwords import hash_password, is_password
from serve.access.principal import Scope
from serve.access.users import UserDraft, create_user
from serve.app import create_app
from serve.errors import BadRequestError, BusyError, ConflictError
from serve.settings import Settings
from serve.store.database import Database
from serve.store.tables import audit, sessions, users

PASSWORD = "correct horse battery"


@pytest.fixture
def user(database: Database) -> str:
    with database.write() as connection:
        draft = UserDraft("reviewer", PASSWORD, frozenset((Scope.ADMIN,)))
        return create_user(connection, draft, database.now(connection)).id


def test_a_right_guess_among_many_at_once_is_not_told(
    user: str, anonymous: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(stored: str | None, password: str) -> bool:
        """While this one is checked, others fail."""
        monkeypatch.setattr(login, "is_password", lambda stored, password: False)
        assert [log_in(anonymous).status_code for _ in range(5)] == [401] * 5
        return True

    monkeypatch.setattr(login, "is_password", slowly)
    assert log_in(anonymous).status_code == 429


def log_in(client: TestClient, name: str = "reviewer", password: str = PASSWORD):
    return client.post("/v1/session", json={"name": name, "password": password})


def test_passwords_are_argon2id() -> None:
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert is_password(stored, PASSWORD)
    assert not is_password(stored, PASSWORD + "!")
    assert not is_password(None, "nobody has this password")
    with pytest.raises(BadRequestError):
        hash_password("short")


def test_a_name_is_taken_once(user: str, database: Database) -> None:
    with database.write() as connection, pytest.raises(ConflictError):
        create_user(connection, UserDraft("reviewer", PASSWORD, frozenset(Scope)), 1.0)


def test_a_session_opens_lasts_and_closes(
    user: str, anonymous: TestClient, database: Database
) -> None:
    assert anonymous.get("/v1/session").status_code == 401
    answer = log_in(anonymous)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie, "plain http, allowed by the settings"
    csrf = answer.json()["csrf"]
    seen = anonymous.get("/v1/session").json()
    assert seen == {"name": "reviewer", "scopes": ["admin"], "csrf": csrf, "via": "session"}
    with database.read() as connection:
        stored = connection.execute(select(sessions)).one()
    assert anonymous.cookies["jixiao_session"] not in str(tuple(stored))
    assert anonymous.delete("/v1/session").status_code == 403, "no token"
    token = anonymous.cookies["jixiao_session"]
    assert anonymous.delete("/v1/session", headers={"X-CSRF-Token": csrf}).status_code == 204
    kept = anonymous.get("/v1/session", headers={"Cookie": f"jixiao_session={token}"})
    assert kept.status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"X-CSRF-Token": "wrong"}, 403),
        ({"X-CSRF-Token": "ä".encode("latin-1")}, 403),
        ({"X-CSRF-Token": "right"}, 201),
        ({"X-CSRF-Token": "right", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_changes_carry_the_token(
    user: str, anonymous: TestClient, headers: dict[str, str], status: int
) -> None:
    csrf = log_in(anonymous).json()["csrf"]
    sent = {name: csrf if value == "right" else value for name, value in headers.items()}
    answer = anonymous.post("/v1/keys", json={"name": "n", "scopes": ["read"]}, headers=sent)
    assert answer.status_code == status


def test_a_session_ends_and_is_renewed_while_used(
    user: str, anonymous: TestClient, app: FastAPI, database: Database
) -> None:
    log_in(anonymous)
    with database.write() as connection:
        now = database.now(connection)
        connection.execute(update(sessions).values(expires_at=now + 60))
    assert anonymous.get("/v1/session").status_code == 200
    with database.write() as connection:
        renewed = connection.execute(select(sessions.c.expires_at)).scalar_one()
        assert renewed > now + 3600
        connection.execute(update(sessions).values(expires_at=now - 1))
    app.state.service.door.forget(user)
    assert anonymous.get("/v1/session").status_code == 401


@pytest.mark.parametrize("name", ["reviewer", "nobody"])
def test_failures_lock_known_and_unknown_names_alike(
    user: str, anonymous: TestClient, app: FastAPI, name: str
) -> None:
    answers = [log_in(anonymous, name, "wrong password") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 5
    assert len({answer.text.split('"instance"')[0] for answer in answers[:5]}) == 1
    app.state.service.login._addresses.succeed("testclient")
    assert log_in(anonymous, name).status_code == 429, "the name is locked, whatever the address"


def test_an_address_that_guesses_names_is_locked(
    user: str, anonymous: TestClient, app: FastAPI
) -> None:
    for _ in range(20):
        app.state.service.login._addresses.fail("testclient")
    assert log_in(anonymous, "guess", "wrong password").status_code == 401
    assert log_in(anonymous).status_code == 429
    app.state.service.login._addresses.succeed("testclient")
    assert log_in(anonymous).status_code == 200


def test_a_flood_of_logins_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_WAITING", threading.BoundedSemaphore(1))
    with passwords._turn(), pytest.raises(BusyError):
        is_password(None, "x")


def test_logins_are_audited_without_what_was_typed(
    user: str, anonymous: TestClient, database: Database
) -> None:
    log_in(anonymous, "reviewer", "wrong password")
    log_in(anonymous, "typed my password here", "wrong password")
    log_in(anonymous)
    with database.read() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.sequence)).all()
    assert [(row.action, row.target) for row in rows] == [
        ("session.refuse", user),
        ("session.refuse", "unknown"),
        ("session.open", user),
    ]
    assert "password" not in str([tuple(row) for row in rows])


def test_a_disabled_user_is_out(
    user: str, anonymous: TestClient, admin: TestClient, database: Database
) -> None:
    log_in(anonymous)
    assert anonymous.get("/v1/session").status_code == 200
    assert admin.patch(f"/v1/users/{user}", json={"disabled": True}).json()["disabled"] is True
    assert anonymous.get("/v1/session").status_code == 401
    assert log_in(anonymous).status_code == 401
    with database.read() as connection:
        assert connection.execute(select(users.c.disabled_at)).scalar_one() is not None


def test_a_new_password_ends_sessions(user: str, anonymous: TestClient, admin: TestClient) -> None:
    log_in(anonymous)
    changed = admin.patch(f"/v1/users/{user}", json={"password": "another long one"})
    assert changed.status_code == 200
    assert "password" not in changed.text
    assert anonymous.get("/v1/session").status_code == 401
    assert log_in(anonymous).status_code == 401
    assert log_in(anonymous, password="another long one").status_code == 200


def test_users_over_http(admin: TestClient) -> None:
    body = {"name": "甲", "password": "a long password", "scopes": ["annotate"]}
    made = admin.post("/v1/users", json=body)
    assert made.status_code == 201
    assert admin.post("/v1/users", json=body).status_code == 409
    assert admin.post("/v1/users", json={**body, "name": "乙", "password": "x"}).status_code == 422
    assert [user["name"] for user in admin.get("/v1/users").json()["users"]] == ["甲"]
    assert admin.patch("/v1/users/none", json={}).status_code == 404


def test_a_password_does_not_travel_in_the_open(
    user: str, settings: Settings, database: Database
) -> None:
    strict = create_app(replace(settings, secure_cookies=True))
    body = {"name": "reviewer", "password": PASSWORD}
    plain = TestClient(strict, base_url="http://jixiao.test")
    assert plain.post("/v1/session", json=body).status_code == 403
    secured = TestClient(strict, base_url="https://jixiao.test")
    assert "Secure" in secured.post("/v1/session", json=body).headers["set-cookie"]
    local = TestClient(strict, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 5))
    assert "Secure" not in local.post("/v1/session", json=body).headers["set-cookie"]
    strict.state.service.database.close()


def test_another_site_cannot_log_in_for_someone(user: str, anonymous: TestClient) -> None:
    answer = anonymous.post(
        "/v1/session",
        json={"name": "reviewer", "password": PASSWORD},
        headers={"Origin": "http://other.example"},
    )
    assert answer.status_code == 403
