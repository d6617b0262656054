"""The queue, and documents that were deleted."""

import contextlib

import click
from sqlalchemy import Connection

from serve.access.principal import MACHINE
from serve.cli_admin.opening import open_data, open_database
from serve.errors import StateError
from serve.learning.gathering import Sources, forget_purged, gather_revisions
from serve.store.audit import add_audit
from serve.store.documents import DocumentQuery, DocumentState, get_document, list_documents
from serve.store.listing import MAX_PAGE
from serve.store.queue import KeepCorrections, Priority, enqueue, queue_counts
from serve.store.retention import purge
from serve.store.workers import live_workers


@click.command()
def queue() -> None:
    """显示各状态的文档数、最久等待与后台任务。

    Print how many documents are in each state, the longest wait in seconds, and the workers.
    """
    with open_database() as database, database.read() as connection:
        counts = queue_counts(connection)
        workers = live_workers(connection)
    for state, count in counts.by_state.items():
        click.echo(f"{state}\t{count}")
    age = "-" if counts.oldest_age is None else f"{counts.oldest_age:.0f}"
    click.echo(f"oldest_age_seconds\t{age}")
    for worker in workers:
        click.echo(f"worker\t{worker.name}\t{worker.document_id or '-'}")


@click.command()
@click.argument("document_ids", metavar="[ID]...", nargs=-1)
@click.option("--quarantined", is_flag=True, help="全部已隔离的文档。 All that are quarantined.")
def requeue(document_ids: tuple[str, ...], quarantined: bool) -> None:
    """重新处理文档，保留人工修改。

    Let the documents ID be read again; what people corrected is kept.
    """
    if bool(document_ids) == quarantined:
        raise click.UsageError("请给出编号，或 --quarantined。 Give identifiers or --quarantined.")
    count = 0
    with open_database() as database:
        if quarantined:
            with database.read() as connection:
                document_ids = _quarantined(connection)
        for document_id in document_ids:
            with database.write() as connection:
                count += _requeue(connection, document_id)
    click.echo(f"已重新排队 {count} 份。 {count} are queued again.")


@click.command("purge")
def purge_command() -> None:
    """清除保留期已过的已删除文档。

    Purge what was deleted longer ago than JIXIAO_RETENTION_DAYS.
    """
    with open_data() as data:
        gone = purge(data.database, data.blobs, data.settings)
        with data.database.write() as connection:
            add_audit(connection, MACHINE, "store.purge", "", {"documents": gone.documents})
        forget_purged(Sources.of(data.settings, data.database, data.blobs))
    click.echo(f"已清除文档 {gone.documents} 份。 {gone.documents} documents are purged.")


@click.command("gather-corrections")
def gather_command() -> None:
    """立即收集审核页的修正，供模型学习。

    Gather at once what people corrected on the review page, for the models to learn from; a worker
    does it every minute. Nothing is gathered where JIXIAO_LEARN is off.
    """
    with open_data() as data:
        count = gather_revisions(Sources.of(data.settings, data.database, data.blobs))
    click.echo(f"新收集修正 {count} 份。 {count} new corrections of forms are gathered.")


def _quarantined(connection: Connection) -> tuple[str, ...]:
    """All of them, page by page."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        query = DocumentQuery(states=(DocumentState.QUARANTINED,), limit=MAX_PAGE, cursor=cursor)
        page = list_documents(connection, query)
        found += [document.id for document in page.documents]
        cursor = page.next_cursor
        if cursor is None:
            return tuple(found)


def _requeue(connection: Connection, document_id: str) -> int:
    """One that is waiting or being read already is left alone."""
    get_document(connection, document_id)
    with contextlib.suppress(StateError):
        enqueue(
            connection,
            document_id,
            priority=Priority.ARCHIVE,
            keep_corrections=KeepCorrections.YES,
        )
        add_audit(connection, MACHINE, "document.requeue", document_id)
        return 1
    return 0
