"""`jixiao serve`: the API, the review page and workers beside them."""

import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import FrameType

import click
import uvicorn

from serve.jobs.own_command import jixiao_command
from serve.jobs.supervisor import Supervisor
from serve.log_lines import configure_logging
from serve.settings import Settings
from serve.store.database import Database
from serve.store.keys import list_keys
from serve.store.migrate import bring_up_to_date
from serve.store.users import list_users
from serve.store.workers import own_name

_SHUTDOWN_SECONDS = 5
_KEEP_ALIVE_SECONDS = 30


@click.command()
@click.option("--host", help="监听地址，默认 127.0.0.1。 The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), help="端口，默认 8000。 The port.")
@click.option("--workers", type=click.IntRange(0, 256), help="后台任务数，默认 1。 Workers.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """启动服务：接口、复核页面与后台任务。

    Run the service: the API, the review page and workers. Settings come from JIXIAO_* variables.
    """
    settings = _settings(host, port, workers)
    _prepare(settings)
    supervisor = Supervisor(settings.workers, partial(_worker_command, own_name()))
    supervisor.start()  # the workers come up while the app is loaded
    try:
        started = _serve_app(settings)
    finally:
        supervisor.close()
    if not started:
        sys.exit(1)


def _serve_app(settings: Settings) -> bool:
    """Answer until a signal comes; whether it got that far."""
    # FastAPI and all routes are loaded here, beside the workers that start: a second or two.
    from serve.app import create_app
    from serve.edge.connections import GuardedConnection
    from serve.routes.events import close_streams

    configure_logging(settings)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=GuardedConnection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
    )
    server = _Server(config, partial(close_streams, app))
    listening = config.bind_socket()
    address, port = listening.getsockname()[:2]
    click.echo(f"绩效服务 The service: http://{address}:{port}")
    _end_quietly(server)
    server.run(sockets=[listening])
    return server.started


class _Server(uvicorn.Server):
    """Ends the event streams before it waits for its clients: they would never end themselves."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening and wait for what is under way."""
        self._end_streams()
        await super().shutdown(sockets)


def _settings(host: str | None, port: int | None, workers: int | None) -> Settings:
    given = {"host": host, "port": port, "workers": workers}
    chosen = {name: value for name, value in given.items() if value is not None}
    return replace(Settings.from_environment(), **chosen)  # type: ignore[arg-type]


def _prepare(settings: Settings) -> None:
    """Bring the embedded database up to date; another one must be. Tell who can log in."""
    database = Database(settings.database())
    bring_up_to_date(database)
    with database.read() as connection:
        is_closed = not list_users(connection) and not list_keys(connection)
    database.close()
    if is_closed and not settings.open_on_loopback:
        click.echo(
            "尚无用户。先创建管理员： There is no user yet. Make the first administrator:\n"
            "  jixiao admin create-user --name NAME --scope admin"
        )


def _worker_command(name: str, number: int) -> tuple[str, ...]:
    return jixiao_command("worker", "--name", f"{name}-{number + 1}", "--until-eof")


def _end_quietly(server: uvicorn.Server) -> None:
    """uvicorn stops at a signal and then raises it once more, for whoever heeded it before."""

    def heed(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    signal.signal(signal.SIGTERM, heed)
    signal.signal(signal.SIGINT, heed)
