"""`jixiao admin`: what an operator does to the service's data."""

import click

from serve.cli_admin.access import (
    audit,
    create_key_command,
    create_user_command,
    disable_user,
    list_keys_command,
    list_users_command,
    revoke_key_command,
    set_password,
)
from serve.cli_admin.documents import gather_command, purge_command, queue, requeue
from serve.cli_admin.outdated import rerun_outdated_command
from serve.cli_admin.storage import backup, migrate_command, restore_command, verify_command


@click.group()
def admin() -> None:
    """管理服务的数据：密钥、用户、队列、备份。

    Look after the service's data: keys, users, the queue, backups. The data are those of
    JIXIAO_HOME, JIXIAO_DATABASE_URL and JIXIAO_BLOBS.
    """


for _command in (
    migrate_command,
    create_key_command,
    list_keys_command,
    revoke_key_command,
    create_user_command,
    list_users_command,
    set_password,
    disable_user,
    queue,
    requeue,
    rerun_outdated_command,
    purge_command,
    gather_command,
    backup,
    restore_command,
    verify_command,
    audit,
):
    admin.add_command(_command)
