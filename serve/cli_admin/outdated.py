"""Documents that were read by other versions than those in use."""

import click

from models.kinds import ModelKind
from serve.access.principal import MACHINE
from serve.cli_admin.opening import open_database
from serve.jobs.versions import versions_in_use
from serve.settings import Settings
from serve.store.audit import add_audit
from serve.store.outdated import Outdated, count_outdated, rerun_outdated
from serve.store.queue import KeepCorrections


@click.command("rerun-outdated")
@click.option(
    "--model",
    type=click.Choice([kind.value for kind in ModelKind]),
    help="只看该模型的版本。 Only where the version of this model is another one.",
)
@click.option("--collection", help="只限该文档集。 Only documents of this collection.")
@click.option("--limit", type=click.IntRange(1), help="最多几份。 Most documents to queue.")
@click.option(
    "--discard-corrections",
    is_flag=True,
    help="不保留人工修改。 Do not keep what people corrected.",
)
@click.option("--dry-run", is_flag=True, help="只计数。 Count only.")
def rerun_outdated_command(
    model: str | None,
    collection: str | None,
    limit: int | None,
    discard_corrections: bool,
    dry_run: bool,
) -> None:
    """重新识别由其他版本识别的文档，排在其他文档之后。

    Let documents be read again that other versions read than those in use, after all else that
    waits. What waits already is left alone; what people corrected is kept.
    """
    versions = versions_in_use(Settings.from_environment().models_folder())
    which = Outdated(versions, None if model is None else ModelKind(model), collection)
    with open_database() as database:
        with database.read() as connection:
            count = count_outdated(connection, which)
        for name, version in versions.items():
            click.echo(f"{name}\t{version}", err=True)
        if dry_run:
            click.echo(f"由其他版本识别 {count} 份。 {count} were read by other versions.")
            return
        kept = KeepCorrections(not discard_corrections)
        queued = rerun_outdated(database, which, kept, limit)
        with database.write() as connection:
            facts = {"model": model, "collection": collection, "queued": queued}
            add_audit(connection, MACHINE, "documents.rerun_outdated", "", facts)
    click.echo(f"已重新排队 {queued} 份，共 {count} 份。 {queued} of {count} are queued again.")
