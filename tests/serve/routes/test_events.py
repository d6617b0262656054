import http.client
import json
import threading
import time

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serve.edge import feed
from serve.routes.events import close_streams
from serve.settings import Settings
from serve.store.database import Database
from serve.store.documents import delete_document
from serve.store.events import EventKind, add_event, last_sequence
from tests.serve.listening import PATIENCE
from tests.serve.routes.forms import files, pdf
from tests.serve.store.rows import add_document


class Stream:
    """A client that follows events."""

    def __init__(self, address: tuple[str, int], path: str, **headers: str) -> None:
        self._connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
        self._connection.request("GET", path, headers=headers)
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200
        assert self._answer.headers["content-type"].startswith("text/event-stream")
        assert self.block() == "retry: 2000\n"

    def block(self) -> str:
        lines = ""
        while line := self._answer.readline().decode():
            if line == "\n":
                return lines
            lines += line
        return lines

    def event(self) -> tuple[int, str, str]:
        """Its number, kind and document."""
        fields = dict(line.split(": ", 1) for line in self.block().splitlines())
        return int(fields["id"]), fields["event"], json.loads(fields["data"])["document_id"]

    def close(self) -> None:
        self._answer.close()
        self._connection.close()


def key(client: TestClient) -> dict[str, str]:
    return {"Authorization": client.headers["Authorization"]}


def test_each_stream_tells_what_its_client_asked_for(
    address: tuple[str, int], writer: TestClient, database: Database
) -> None:
    with database.write() as connection:
        old = add_document(connection, "old.pdf")
        add_event(connection, old.id, EventKind.QUEUED, {})
        first = last_sequence(connection)
    everything = Stream(address, "/v1/events", **key(writer))
    of_old = Stream(address, f"/v1/documents/{old.id}/events", **key(writer))
    assert of_old.event() == (first, "queued", old.id)

    new = writer.post("/v1/documents", files=files(pdf("甲"))).json()["id"]
    with database.write() as connection:
        delete_document(connection, old.id, 5.0)

    second = everything.event()
    assert second[1:] == ("queued", new)
    third = everything.event()
    assert third[1:] == ("deleted", old.id)
    assert of_old.event() == third

    late = Stream(address, "/v1/events", **key(writer), **{"Last-Event-ID": str(first)})
    assert [late.event(), late.event()] == [second, third]
    for stream in (everything, of_old, late):
        stream.close()


def test_a_client_that_leaves_is_forgotten(
    address: tuple[str, int], writer: TestClient, app: FastAPI
) -> None:
    streams = [Stream(address, "/v1/events", **key(writer)) for _ in range(3)]
    listeners = app.state.feed._listeners
    assert len(listeners) == 3
    for stream in streams:
        stream.close()
    until = time.monotonic() + PATIENCE
    while listeners and time.monotonic() < until:
        threading.Event().wait(0.05)
    assert not listeners


def test_a_caller_opens_only_so_many_streams(
    address: tuple[str, int],
    writer: TestClient,
    reader: TestClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed, "_MOST_OF_ONE", 1)
    stream = Stream(address, "/v1/events", **key(writer))
    refused = writer.get("/v1/events")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    other = Stream(address, "/v1/events", **key(reader))
    monkeypatch.setattr(feed, "_MOST_LISTENERS", 2)
    monkeypatch.setattr(feed, "_MOST_OF_ONE", 5)
    assert writer.get("/v1/events").status_code == 429
    stream.close()
    other.close()


def test_a_quiet_stream_gives_signs_of_life(
    address: tuple[str, int], writer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "HEARTBEAT_SECONDS", 0.1)
    stream = Stream(address, "/v1/events", **key(writer))
    assert [stream.block(), stream.block()] == [": \n", ": \n"]
    stream.close()


def test_streams_end_with_the_server(
    address: tuple[str, int], writer: TestClient, app: FastAPI
) -> None:
    stream = Stream(address, "/v1/events", **key(writer))
    close_streams(app)
    assert stream.block() == ""
    stream.close()


@pytest.mark.parametrize("given", ["x", "-1", "1.5", "²"])
def test_only_numbers_are_ids_of_events(reader: TestClient, given: str) -> None:
    answer = reader.get("/v1/events", headers={"Last-Event-ID": given.encode()})
    assert answer.status_code == 400


def test_a_document_that_is_not_there_has_no_events(reader: TestClient) -> None:
    assert reader.get("/v1/documents/doc_0/events").status_code == 404


def test_one_look_at_the_table_serves_all_clients(
    address: tuple[str, int],
    writer: TestClient,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = []
    look = feed.events_after

    def counted(connection, after, document_id, limit):
        looks.append(after)
        return look(connection, after, document_id, limit)

    monkeypatch.setattr(feed, "events_after", counted)
    streams = [Stream(address, "/v1/events", **key(writer)) for _ in range(8)]
    begun = time.monotonic()
    writer.post("/v1/documents", files=files(pdf("甲")))
    assert len({stream.event() for stream in streams}) == 1
    passed = time.monotonic() - begun
    assert len(looks) <= 3 + 2 * passed / settings.poll_seconds
    for stream in streams:
        stream.close()
