"""`jixiao annotate up`: a local Label Studio, or the one that is there."""

from pathlib import Path

import click

from annotations.cli_options import (
    Access,
    open_label_studio,
    with_access,
    with_home,
)
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.local_server import LocalServer, ServerAccount, find_program, stop
from annotations.label_studio.opening import local_server
from annotations.label_studio.tokens import Token
from annotations.workspace import Workspace

_PORT = 8080


@click.command()
@with_home
@with_access
@click.option(
    "--label-studio",
    "given",
    type=click.Path(exists=True, path_type=Path),
    help="已安装的 label-studio 程序或环境。 An installed label-studio, or its environment.",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True, help="端口。 Port."
)
@click.option("--detach", "act", flag_value="detach", help="在后台运行。 Leave it running.")
@click.option("--stop", "act", flag_value="stop", help="停止后台的。 Stop the one left running.")
def up(
    workspace: Workspace,
    access: Access,
    given: Path | None,
    port: int,
    act: str | None,
) -> None:
    """启动本机的 Label Studio；用 --url 和 --token 则使用已有的。

    Start a Label Studio on this machine (127.0.0.1, headless, nothing leaves it), installed into
    its own environment at its first start; or check and remember the one at --url. Annotators are
    invited in it, under Organization; for other machines put a TLS proxy in front of it.
    """
    if access.url is not None:
        _use(workspace, access)
        return
    server = local_server(workspace)
    if act == "stop":
        _stop(server)
        return
    known = server.account()
    if known is not None and known.pid and _answers(known):
        _tell(known, workspace)
        return
    if not (workspace.server / "venv").is_dir() and given is None:
        click.echo(
            "正在安装 Label Studio（约 4 分钟）。 Installing it (about 4 minutes).", err=True
        )
    program = find_program(given, workspace.server)
    click.echo("正在启动（首次约 1 分钟）。 Starting (a minute the first time).", err=True)
    account, process = server.start(program, port)
    _tell(account, workspace)
    if act == "detach":
        return
    try:
        process.wait()
    finally:
        stop(account.pid)


def _use(workspace: Workspace, access: Access) -> None:
    with open_label_studio(workspace, access) as label_studio:
        user = label_studio.user()
        version = label_studio.version()
    click.echo(f"Label Studio {version}: {label_studio.url} (用户 user {user})")


def _stop(server: LocalServer) -> None:
    account = server.account()
    if account is None or not account.pid or not _answers(account):
        click.echo("没有在运行。 It is not running.", err=True)
        return
    stop(account.pid)
    server.forget_process()
    click.echo("已停止。 Stopped.")


def _answers(account: ServerAccount) -> bool:
    """Whether it runs: after a restart of the machine its number may be another's."""
    with LabelStudio(account.url, Token(account.token)) as label_studio:
        return label_studio.is_up()


def _tell(account: ServerAccount, workspace: Workspace) -> None:
    click.echo(f"Label Studio: {account.url}")
    click.echo(f"  用户 user: {account.user}")
    click.echo(f"  密码和令牌 password and token: {workspace.server / 'server.json'}")
