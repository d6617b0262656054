"""The database's schema: brought up to date under a lock, and checked at every start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from serve.errors import SchemaError
from serve.store.database import Database

_STEPS = Path(__file__).parent / "migrations"
_LOCK = 0x6A69_7861  # of PostgreSQL, any number that is ours


def migrate(database: Database) -> tuple[str | None, str]:
    """Bring the schema up to date, in one transaction; whoever else tries it waits.

    Returns: the version before (None for an empty database) and after.
    Raises SchemaError for a database of a newer program, StoreBusyError.
    """
    newest = newest_version()
    with database.change_schema() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        before = MigrationContext.configure(connection).get_current_revision()
        _check_known(before)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, newest


def bring_up_to_date(database: Database) -> None:
    """Migrate an embedded database; another one its operator migrates: it is only checked.

    Raises SchemaError, StoreBusyError.
    """
    if database.is_sqlite:
        migrate(database)
    else:
        check_schema(database)


def check_schema(database: Database) -> None:
    """Raise SchemaError unless the database has exactly the schema of this program."""
    with database.read() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    _check_known(found)
    newest = newest_version()
    if found is None:
        raise SchemaError("数据库尚未初始化。 The database has no tables yet.")
    if found != newest:
        raise SchemaError(
            f"数据库版本过旧 ({found})。 The database is of version {found}, not {newest}."
        )


def newest_version() -> str:
    """The version that this program works with."""
    head = _steps().get_current_head()
    if head is None:
        raise SchemaError("安装不完整。 The steps of the schema are not installed.")
    return head


def _check_known(version: str | None) -> None:
    known = {step.revision for step in _steps().walk_revisions()}
    if version is not None and version not in known:
        raise SchemaError(
            f"数据库来自更新版本的程序 ({version})，请升级 jixiao。 "
            f"The database is of a newer program ({version}): upgrade jixiao."
        )


def _steps() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
