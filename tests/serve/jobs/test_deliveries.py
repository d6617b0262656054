"""Webhooks: queued with their event, signed, retried, sent once, never to private addresses."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from serve.jobs.addresses import is_public, target_of
from serve.jobs.deliveries import deliver_due
from serve.settings import Settings
from serve.store.database import Database
from serve.store.deliveries import Outcome, claim_due, settle
from serve.store.tables import deliveries, webhooks
from serve.store.webhooks import Webhook, insert_webhook, queue_deliveries

SECRET = "a secret of sixteen"


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is sent; answers with the server's `status`."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.received = []  # type: ignore[attr-defined]
    server.status = 200  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def allowing(settings: Settings) -> Settings:
    return replace(settings, allow_private_webhooks=True)


def add_hook(database: Database, url: str, events: str = "done corrected") -> str:
    with database.write() as connection:
        insert_webhook(connection, Webhook("hook_1", url, SECRET, events, 1.0, "key_1"))
    return "hook_1"


def happen(database: Database, kind: str = "done") -> int:
    data = {"state": "done", "revision": 3, "title": "甲项目", "note": {"leader": "某人"}}
    with database.write() as connection:
        return queue_deliveries(connection, "doc_1", kind, data)


def rows(database: Database):
    with database.read() as connection:
        return connection.execute(select(deliveries).order_by(deliveries.c.id)).all()


def make_due(database: Database) -> None:
    with database.write() as connection:
        connection.execute(update(deliveries).values(run_at=1.0))


def url_of(server: ThreadingHTTPServer, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_address[1]}/hook?a=b"


def test_a_message_is_signed_and_holds_no_contents(
    database: Database, allowing: Settings, receiver: ThreadingHTTPServer
) -> None:
    add_hook(database, url_of(receiver, "localhost"))
    assert happen(database) == 1
    assert deliver_due(database, allowing) == 1
    ((path, headers, body),) = receiver.received  # type: ignore[attr-defined]
    assert path == "/hook?a=b"
    assert headers["Host"].startswith("localhost:")
    parts = dict(part.split("=", 1) for part in headers["X-Jixiao-Signature"].split(","))
    expected = hmac.new(SECRET.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256)
    assert parts["v1"] == expected.hexdigest()
    message = json.loads(body)
    assert message.pop("at") > 1_000_000_000
    assert message == {
        "id": headers["X-Jixiao-Delivery"],
        "event": "done",
        "document_id": "doc_1",
        "state": "done",
        "revision": 3,
    }
    (row,) = rows(database)
    assert (row.state, row.status, row.attempts, row.last_error) == ("delivered", 200, 1, None)
    assert deliver_due(database, allowing) == 0


def test_only_what_was_asked_for(database: Database) -> None:
    add_hook(database, "https://example.org/", "corrected")
    assert happen(database, "done") == 0
    assert happen(database, "corrected") == 1


def test_nothing_is_queued_when_the_event_is_rolled_back(database: Database) -> None:
    add_hook(database, "https://example.org/")

    def fail_after_queueing() -> None:
        with database.write() as connection:
            queue_deliveries(connection, "doc_1", "done", {})
            raise LookupError

    with pytest.raises(LookupError):
        fail_after_queueing()
    assert rows(database) == []


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_refused_message_is_tried_again_later(
    database: Database, allowing: Settings, receiver: ThreadingHTTPServer, status: int
) -> None:
    add_hook(database, url_of(receiver))
    happen(database)
    receiver.status = status  # type: ignore[attr-defined]
    deliver_due(database, allowing)
    (row,) = rows(database)
    assert (row.state, row.status, row.last_error) == ("queued", status, f"status {status}")
    assert 8 < row.run_at - row.created_at < 20
    assert len(receiver.received) == 1, "no redirect is followed"  # type: ignore[attr-defined]
    make_due(database)
    deliver_due(database, allowing)
    (row,) = rows(database)
    assert 18 < row.run_at - row.created_at < 40, "twice as long"
    receiver.status = 204  # type: ignore[attr-defined]
    make_due(database)
    deliver_due(database, allowing)
    assert rows(database)[0].state == "delivered"


def test_private_addresses_are_refused_when_connecting(
    database: Database, settings: Settings, receiver: ThreadingHTTPServer
) -> None:
    add_hook(database, url_of(receiver, "localhost"))  # a name that leads to 127.0.0.1
    happen(database)
    assert deliver_due(database, settings) == 1
    assert receiver.received == []  # type: ignore[attr-defined]
    assert rows(database)[0].last_error == "refused address"


def test_an_address_that_does_not_answer(
    database: Database, allowing: Settings, receiver: ThreadingHTTPServer
) -> None:
    add_hook(database, "http://127.0.0.1:1/")
    happen(database)
    deliver_due(database, allowing)
    assert rows(database)[0].last_error == "ConnectError"


def test_two_workers_do_not_send_twice(database: Database) -> None:
    add_hook(database, "https://example.org/")
    happen(database)
    with database.write() as connection:
        now = database.now(connection)
        (first,) = claim_due(connection, now, 10)
        assert claim_due(connection, now, 10) == ()
        (second,) = claim_due(connection, now + 61, 10)  # the first worker was too slow
        assert not settle(connection, first, Outcome(200, None), now + 62)
        assert settle(connection, second, Outcome(500, "status 500"), now + 62)


def test_a_day_of_failures_disables(database: Database) -> None:
    hook = add_hook(database, "https://example.org/")
    happen(database)
    happen(database)
    day = 86400.0
    with database.write() as connection:
        now = database.now(connection)
        first, second = claim_due(connection, now + day, 10)
        assert settle(connection, first, Outcome(None, "timeout"), now + day)
        found = connection.execute(select(webhooks).where(webhooks.c.id == hook)).one()
        assert found.disabled_at == now + day
        assert not settle(connection, second, Outcome(None, "timeout"), now + day)
    assert {row.state for row in rows(database)} == {"failed"}
    assert happen(database) == 0, "a disabled one is told nothing more"


def test_one_success_in_the_day_keeps_it(database: Database) -> None:
    add_hook(database, "https://example.org/")
    happen(database)
    happen(database)
    with database.write() as connection:
        now = database.now(connection)
        first, second = claim_due(connection, now, 10)
        settle(connection, first, Outcome(200, None), now + 5)
        late = now + 86400
        settle(connection, second, Outcome(500, "status 500"), late)
        assert connection.execute(select(webhooks.c.disabled_at)).scalar_one() is None
    assert sorted(row.state for row in rows(database)) == ["delivered", "failed"]


def test_over_http(
    admin: TestClient, database: Database, receiver: ThreadingHTTPServer, allowing: Settings
) -> None:
    made = admin.post("/v1/webhooks", json={"url": "https://example.org/h", "events": ["done"]})
    assert made.status_code == 201
    hook = made.json()["webhook"]["id"]
    assert len(made.json()["secret"]) >= 32
    listed = admin.get("/v1/webhooks").json()["webhooks"]
    assert [entry["id"] for entry in listed] == [hook]
    assert "secret" not in listed[0]
    with database.write() as connection:
        connection.execute(update(webhooks).values(url=url_of(receiver)))
    assert admin.post(f"/v1/webhooks/{hook}/test").status_code == 202
    deliver_due(database, allowing)
    (delivery,) = admin.get(f"/v1/webhooks/{hook}/deliveries").json()["deliveries"]
    assert (delivery["kind"], delivery["state"], delivery["status"]) == ("test", "delivered", 200)
    assert admin.delete(f"/v1/webhooks/{hook}").status_code == 204
    assert admin.delete(f"/v1/webhooks/{hook}").status_code == 404
    actions = [entry["action"] for entry in admin.get("/v1/audit").json()["entries"]]
    assert actions == ["webhook.delete", "webhook.create"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:0a00:0001::", False),
        ("localhost", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_targets() -> None:
    target = target_of("https://Example.org:8443/a?b=c")
    assert (target.scheme, target.host, target.port) == ("https", "example.org", 8443)
    assert target.path == "/a?b=c"
    assert target_of("http://[2606:4700::1]").path == "/"
