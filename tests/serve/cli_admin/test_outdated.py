"""Documents are read again where other versions than those in use read them."""

from fastapi import FastAPI

from serve.settings import Settings
from serve.store.database import Database
from serve.store.documents import DocumentState, get_document
from tests.serve.cli_admin.test_admin import Operator
from tests.serve.finished import add_finished


def test_an_operator_counts_then_queues(
    settings: Settings, database: Database, app: FastAPI
) -> None:
    operator = Operator(settings.home)
    document_id = add_finished(app.state.service)
    assert operator.said("rerun-outdated", "--dry-run")[-1].endswith(
        "1 were read by other versions."
    )
    assert operator.said("rerun-outdated", "--collection", "x")[-1].endswith(
        "0 of 0 are queued again."
    )
    chosen = ("--model", "form_tagger", "--limit", "10")
    assert operator.said("rerun-outdated", *chosen)[-1].endswith("1 of 1 are queued again.")
    with database.read() as connection:
        assert get_document(connection, document_id).state is DocumentState.QUEUED
    assert operator.said("rerun-outdated")[-1].endswith("0 of 0 are queued again.")
    assert "documents.rerun_outdated" in operator.said("audit")[0]
