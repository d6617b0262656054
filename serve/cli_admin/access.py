"""Keys, users and the log of what was done."""

import json
import sys

import click

from serve.access.keys import KeyDraft, issue_key
from serve.access.principal import MACHINE, Scope
from serve.access.scopes import scopes_of
from serve.access.users import UserChange, UserDraft, alter_user, create_user
from serve.cli_admin.opening import open_database, printable, time_text
from serve.errors import NotFoundError
from serve.store.audit import add_audit, list_audit
from serve.store.keys import list_keys, revoke_key
from serve.store.users import User, find_user, list_users

_DAY = 86_400.0
_SCOPES = ", ".join(Scope)


@click.command("create-key")
@click.option("--name", required=True, help="名称。 What people call it.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    help=f"权限，可多次或用逗号分隔。 One or many of: {_SCOPES}.",
)
@click.option(
    "--expires-days", type=click.FloatRange(0, min_open=True), help="有效天数。 Days it is valid."
)
def create_key_command(name: str, scopes: tuple[str, ...], expires_days: float | None) -> None:
    """新建 API 密钥；密钥只在最后一行显示一次。

    Make an API key. The key is printed alone on the last line, this once.
    """
    wanted = scopes_of(",".join(scopes))
    with open_database() as database, database.write() as connection:
        now = database.now(connection)
        expires_at = None if expires_days is None else now + expires_days * _DAY
        issued = issue_key(connection, KeyDraft(name, wanted, expires_at), now)
        add_audit(connection, MACHINE, "key.create", issued.key.id, {"scopes": issued.key.scopes})
    until = time_text(expires_at)
    click.echo(f"已创建密钥 {issued.key.id}（{issued.key.scopes}），有效至 Valid until: {until}")
    click.echo(issued.secret)


@click.command("list-keys")
def list_keys_command() -> None:
    """列出 API 密钥。

    List the keys: identifier, first characters, scopes, made, ends, last used, name.
    """
    with open_database() as database, database.read() as connection:
        for key in list_keys(connection):
            ends = "已吊销 revoked" if key.revoked_at else time_text(key.expires_at)
            times = (time_text(key.created_at), ends, time_text(key.used_at))
            words = (key.id, key.hint, key.scopes.replace(" ", ","), *times, printable(key.name))
            click.echo("\t".join(words))


@click.command("revoke-key")
@click.argument("key_id", metavar="ID")
def revoke_key_command(key_id: str) -> None:
    """吊销 API 密钥。

    Make the key ID worthless at once.
    """
    with open_database() as database, database.write() as connection:
        revoke_key(connection, key_id, database.now(connection))
        add_audit(connection, MACHINE, "key.revoke", key_id)
    click.echo(f"已吊销 {key_id}。 Revoked.")


_PASSWORD_STDIN = click.option(
    "--password-stdin", is_flag=True, help="从标准输入读取密码。 Read it from standard input."
)
_USER = click.option("--name", required=True, help="用户名。 The name to log in with.")


@click.command("create-user")
@_USER
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    help=f"权限；首个用户默认 admin，其后 annotate。 Of: {_SCOPES}; default: admin for the first "
    "user, then annotate.",
)
@_PASSWORD_STDIN
def create_user_command(name: str, scopes: tuple[str, ...], password_stdin: bool) -> None:
    """新建登录用户。

    Make a user of the page; the first one is an administrator.
    """
    with open_database() as database:
        password = _password(password_stdin)
        with database.write() as connection:
            first = Scope.ANNOTATE if list_users(connection) else Scope.ADMIN
            wanted = scopes_of(",".join(scopes)) if scopes else frozenset((first,))
            draft = UserDraft(name, password, wanted)
            user = create_user(connection, draft, database.now(connection))
            add_audit(connection, MACHINE, "user.create", user.id, {"scopes": user.scopes})
    click.echo(f"已创建用户 {user.id}（{user.scopes}）。 Made.")


@click.command("list-users")
def list_users_command() -> None:
    """列出用户。

    List the users: identifier, scopes, made, state, name.
    """
    with open_database() as database, database.read() as connection:
        for user in list_users(connection):
            state = "停用 disabled" if user.disabled_at else "启用 enabled"
            words = (user.id, user.scopes.replace(" ", ","), time_text(user.created_at), state)
            click.echo("\t".join((*words, printable(user.name))))


@click.command("set-password")
@_USER
@_PASSWORD_STDIN
def set_password(name: str, password_stdin: bool) -> None:
    """重设用户密码，并结束其会话。

    Set a user's password; its sessions end.
    """
    with open_database() as database:
        password = _password(password_stdin)
        with database.write() as connection:
            user = _find(find_user(connection, name), name)
            change = UserChange(password=password)
            alter_user(connection, user.id, change, database.now(connection))
            add_audit(connection, MACHINE, "user.set_password", user.id)
    click.echo("密码已更新。 The password is set.")


@click.command("disable-user")
@_USER
def disable_user(name: str) -> None:
    """停用用户，并结束其会话。

    Let a user log in no more; its sessions end.
    """
    with open_database() as database, database.write() as connection:
        user = _find(find_user(connection, name), name)
        alter_user(connection, user.id, UserChange(disabled=True), database.now(connection))
        add_audit(connection, MACHINE, "user.disable", user.id)
    click.echo("用户已停用。 Disabled.")


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, help="条数。 How many.")
def audit(limit: int) -> None:
    """显示审计记录，新的在前。

    Print what was done, the newest first: time, by whom, what, to what, particulars.
    """
    with open_database() as database, database.read() as connection:
        entries = list_audit(connection, None, limit)
    for entry in entries:
        facts = json.dumps(dict(entry.data), ensure_ascii=False)
        who = f"{entry.principal_id} {printable(entry.principal_name)}"
        words = (time_text(entry.at), who, entry.action, printable(entry.target), facts)
        click.echo("\t".join(words))


def _password(from_stdin: bool) -> str:
    """The password: a line of standard input, or typed twice."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("密码 Password", hide_input=True, confirmation_prompt="再次输入 Again"))


def _find(user: User | None, name: str) -> User:
    if user is None:
        raise NotFoundError(f"没有用户 {name}。 There is no such user.")
    return user
