"""`jixiao worker`: read documents that wait, in this process and its child."""

import os
import signal
import sys
from threading import Event, Thread
from types import FrameType

import click

from serve.jobs.worker_process import run_until_empty, run_worker
from serve.learning.chore import start_gathering
from serve.log_lines import configure_logging
from serve.settings import Settings
from serve.store.workers import own_name

_ENDING_SECONDS = 5.0


@click.command()
@click.option("--name", help="任务名，默认主机名与进程号。 Its name; default: host and process id.")
@click.option("--once", is_flag=True, help="处理完等待的文档即退出。 End when nothing waits.")
@click.option("--until-eof", is_flag=True, hidden=True)
def worker(name: str | None, once: bool, until_eof: bool) -> None:
    """启动后台任务，读取等待中的文档；可在多台机器上启动多个。

    Run a worker that reads the documents that wait; several may run, on several machines.
    Settings come from JIXIAO_* variables.
    """
    settings = Settings.from_environment()
    configure_logging(settings)
    stop = Event()
    _end_on_signals(stop)
    if until_eof:
        Thread(target=_stop_at_eof, args=(stop,), daemon=True).start()
    if once:
        run_until_empty(settings, name or own_name(), stop)
        return
    gathering = start_gathering(settings, stop)
    try:
        run_worker(settings, name or own_name(), stop)
    finally:
        stop.set()
        gathering.join(timeout=_ENDING_SECONDS)


def _end_on_signals(stop: Event) -> None:
    """SIGTERM and SIGINT give back what is being read; the second one ends at once."""

    def heed(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            sys.exit(128 + number)
        stop.set()

    signal.signal(signal.SIGTERM, heed)
    signal.signal(signal.SIGINT, heed)


def _stop_at_eof(stop: Event) -> None:
    """Whoever started this process holds the other end of its standard input."""
    while os.read(0, 1024):
        pass
    stop.set()
