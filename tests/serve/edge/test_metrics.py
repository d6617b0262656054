"""Figures of requests and of the queue."""

from dataclasses import replace

from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from serve.edge.metrics import Metrics
from serve.settings import Settings
from serve.store.database import Database
from serve.store.tables import documents, jobs


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_template(reader: TestClient, app: FastAPI) -> None:
    for number in range(3):
        reader.get(f"/v1/webhooks/{number}/deliveries")
    reader.get("/nobody/knows/this")
    reader.request("BREW", "/livez")
    found = samples(reader.get("/metrics").text)
    route = "/v1/webhooks/{webhook_id}/deliveries"
    labels = (("method", "GET"), ("route", route), ("status", "403"))
    assert found["jixiao_http_requests_total", labels] == 3
    assert found["jixiao_http_request_seconds_count", labels[:2]] == 3
    unmatched = (("method", "GET"), ("route", "unmatched"), ("status", "404"))
    assert found["jixiao_http_requests_total", unmatched] == 1
    assert not any("nobody" in str(key) for key in found)
    brewed = (("method", "other"), ("route", "/livez"), ("status", "405"))
    assert found["jixiao_http_requests_total", brewed] == 1


def add_job(database: Database, name: str, state: str, **values: object) -> None:
    with database.write() as connection:
        connection.execute(
            insert(documents).values(
                id=name,
                sha256="",
                name="",
                media_type="",
                size=0,
                state=state,
                uploaded_by="",
                created_at=1.0,
                updated_at=1.0,
            )
        )
        made = {"created_at": database.now(connection) - 100, "run_at": 1.0, "priority": 0}
        connection.execute(
            insert(jobs).values(id=name, document_id=name, state=state, **(made | values))
        )


def test_the_queue_is_read_from_the_database(settings: Settings, database: Database) -> None:
    add_job(database, "a", "queued", retries=2)
    add_job(database, "b", "done", started_at=10.0, finished_at=13.5, lost=1)
    add_job(database, "c", "done", started_at=10.0, finished_at=11.0)
    metrics = Metrics(settings, database)
    metrics.count_upload(5)
    found = samples(metrics.text().decode())
    assert found["jixiao_jobs", (("state", "queued"),)] == 1
    assert found["jixiao_jobs", (("state", "done"),)] == 2
    assert 99 < found["jixiao_queue_oldest_seconds", ()] < 200
    assert found["jixiao_extraction_seconds_total", ()] == 4.5
    assert found["jixiao_extractions_total", ()] == 2
    assert found["jixiao_jobs_lost_leases_total", ()] == 1
    assert found["jixiao_jobs_retries_total", ()] == 2
    assert found["jixiao_upload_bytes_total", ()] == 5
    assert found["jixiao_disk_free_bytes", ()] > 0
    add_job(database, "d", "queued")
    assert samples(metrics.text().decode()) == found | {
        ("jixiao_disk_free_bytes", ()): samples(metrics.text().decode())[
            "jixiao_disk_free_bytes", ()
        ]
    }, "cached for some seconds"


def test_a_database_that_is_away_is_a_figure_too(settings: Settings, tmp_path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    found = samples(Metrics(replace(settings, home=tmp_path), empty).text().decode())
    assert found["jixiao_database_up", ()] == 0
    empty.close()
