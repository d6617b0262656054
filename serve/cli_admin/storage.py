"""The schema, backups, and whether rows and bytes belong together."""

import dataclasses
import sys
from pathlib import Path

import click

from serve.cli_admin.opening import open_data
from serve.errors import StoreError
from serve.settings import Settings
from serve.store.backup import back_up
from serve.store.blobs import open_blobs
from serve.store.database import Database
from serve.store.migrate import check_schema, migrate
from serve.store.restore import restore
from serve.store.verify import Fault, remove_orphan, verify

_MEGABYTE = 1_000_000
_FILE = click.Path(dir_okay=False, path_type=Path)
_WORDS = {
    Fault.MISSING: "原文件缺失。 The document's file is missing.",
    Fault.CHANGED: "原文件已损坏。 The document's file is damaged.",
    Fault.NO_REVISION: "已完成但无结果。 Done, but without a result.",
    Fault.PAGE_MISSING: "页面图像缺失。 A picture of a page is missing.",
    Fault.ORPHAN: "无主文件。 No document needs this blob.",
}


@click.command("migrate")
def migrate_command() -> None:
    """把数据库升级到当前版本。

    Bring the database up to date, or make its tables.
    """
    database = Database(Settings.from_environment().database())
    try:
        before, after = migrate(database)
    finally:
        database.close()
    click.echo(f"数据库版本 {before or '-'} → {after}。 The database is up to date.")


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """备份数据库与全部文件到 FILE（tar.gz）；服务可继续运行。

    Write the database and all blobs to FILE, a tar.gz; the service may run meanwhile.

    With PostgreSQL only the blobs are written: run `pg_dump --format=custom` BEFORE this command,
    so that every row of the dump has its blob in FILE.
    """
    with open_data() as data:
        written = back_up(data.database, data.blobs, file)
        is_embedded = data.database.is_sqlite
    size = written.size / _MEGABYTE
    click.echo(
        f"已备份 {written.blobs} 个文件，{size:.1f} MB。 {written.blobs} blobs are in {file}."
    )
    if not is_embedded:
        click.echo(
            "不含数据库行，请另用 pg_dump。 The rows are not in it: keep a pg_dump beside it."
        )


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="目标，默认 JIXIAO_HOME。"
)
def restore_command(file: Path, home: Path | None) -> None:
    """把备份恢复到空的数据目录。

    Read the backup FILE into an empty home (default: JIXIAO_HOME); originals are checked against
    their hashes. With PostgreSQL run `pg_restore` as well.
    """
    settings = Settings.from_environment()
    if home is not None:
        settings = dataclasses.replace(settings, home=home.absolute())
    blobs = open_blobs(settings)
    database = Database(settings.database())
    try:
        path = Path(str(database.url.database)) if database.is_sqlite else None
        restored = restore(file, path, blobs)
        if restored.has_database:
            migrate(database)
            check_schema(database)
    finally:
        database.close()
        blobs.close()
    click.echo(f"已恢复 {restored.blobs} 个文件。 {restored.blobs} blobs are restored.")


@click.command("verify")
@click.option("--fix", is_flag=True, help="删除无主文件。 Remove blobs that no document needs.")
def verify_command(fix: bool) -> None:
    """检查数据库与文件是否一致；有问题时返回码为 1。

    Check that every document has its bytes and result, and every blob its document. Exits with 1
    where something is wrong that was not mended.
    """
    found = left = 0
    with open_data() as data:
        for finding in verify(data.database, data.blobs):
            found += 1
            mended = fix and finding.fault is Fault.ORPHAN
            if mended:
                remove_orphan(data.database, data.blobs, finding.subject)
            left += not mended
            click.echo(f"{finding.fault}\t{finding.subject}\t{_WORDS[finding.fault]}")
    click.echo(f"发现 {found} 个问题，未修复 {left} 个。 {found} faults, {left} not mended.")
    if left:
        sys.exit(StoreError.exit_code)
