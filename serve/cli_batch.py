"""`jixiao batch SOURCE DEST`: read an archive into tables."""

import json
import logging
import signal
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import click

from extractor.cli_options import together
from extractor.cli_signals import leave
from extractor.errors import JixiaoError
from serve.archive.campaign import Campaign, Desk, Plan
from serve.archive.cost_row import Hands
from serve.archive.draft import Grain
from serve.archive.manifest import State
from serve.archive.opening import Archive, Placement, new_run, open_archive
from serve.archive.places import Choice, Found
from serve.archive.runner import Runner
from serve.archive.sources import walk
from serve.archive.tally import Tally
from serve.archive.watching import Log, Watcher, open_watcher, told
from serve.jobs.messages import Copies
from serve.log_lines import JsonLines
from serve.settings import MEBIBYTE, Settings

REFUSED = 1
_COUNTED = 2_000_000  # files that are counted beforehand, so that it can be told how long it takes


@dataclass(frozen=True, slots=True)
class _Job:
    """Where from, where to, and what of it."""

    source: str
    destination: str
    placement: Placement
    plan: Plan


_choosing = together(
    click.option("--limit", type=click.IntRange(1), help="最多读多少份。 Documents at most."),
    click.option("--sample", type=click.FloatRange(0, 1), default=1.0, help="抽样比例。 Share."),
    click.option("--since", type=click.DateTime(), help="此后修改的文件。 Changed since."),
    click.option("--include", multiple=True, help="只读匹配的文件名。 Only names like this."),
    click.option("--exclude", multiple=True, help="不读匹配的文件名。 No names like this."),
    click.option("--priority", multiple=True, help="先读匹配的文件名。 Names read first."),
    click.option("--retry-quarantined", is_flag=True, help="重读隔离的文件。 Try them again."),
)


_bounding = together(
    click.option("--workers", type=click.IntRange(1), help="进程数。 Processes; default: cores."),
    click.option("--threads", type=click.IntRange(1), help="每进程线程数。 Of each process."),
    click.option("--document-seconds", type=click.FloatRange(1), default=1800.0, show_default=True),
    click.option("--document-mebibytes", type=click.IntRange(256), default=4096, show_default=True),
    click.option("--max-mebibytes", type=click.IntRange(1), default=256, show_default=True),
    click.option("--part-documents", type=click.IntRange(1), default=500, show_default=True),
    click.option(
        "--max-errors", type=click.IntRange(0), help="超过则退出码为 1。 Exit code 1 over."
    ),
)


@click.command()
@click.argument("source")
@click.argument("destination")
@click.option(
    "--engine", type=click.Choice(["local", "ray", "here"]), default="local", show_default=True
)
@click.option("--ray-address", default="", help="Ray 集群；默认在本机启动。 Default: one here.")
@_choosing
@_bounding
@click.option(
    "--copies",
    is_flag=True,
    help="另存可检索的 PDF/A 副本。 Searchable copies of what was scanned.",
)
@click.option("--manifest", default="", help="postgresql://…；默认在目标旁。 Default: beside DEST.")
@click.option(
    "--beside", type=click.Path(file_okay=False, path_type=Path), help="工作目录。 Its folder."
)
@click.option(
    "--log", type=click.Choice([log.value for log in Log]), default="auto", show_default=True
)
def batch(source: str, destination: str, **given: Any) -> None:  # noqa: ANN401
    """把整个档案读成数据表：可随时中断，再次运行即从中断处继续，不丢不重。

    Read an archive into tables. SOURCE is a folder, a pattern, @LIST, a ZIP or TAR file, or
    s3://bucket/prefix; DESTINATION a folder or s3://bucket/prefix. End it at any moment and run it
    again: it goes on where it was, loses nothing and reads nothing twice.
    """
    if source == "-" and given["priority"]:
        raise click.UsageError(
            "--priority 须走两遍。 --priority walks twice: name a list with @LIST."
        )
    signal.signal(signal.SIGTERM, leave)
    if given["log"] == Log.JSON:
        _log_in_json()
    settings = Settings.from_environment()
    job = _Job(
        source,
        destination,
        Placement(
            destination,
            settings.home,
            given["beside"],
            given["manifest"] or settings.archive_manifest,
        ),
        _plan(given),
    )
    try:
        tally = _run(job, given)
    except JixiaoError as error:
        click.echo(f"Error: {error} {error.remedy}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("已停止，再次运行即继续。 Stopped; run it again to go on.", err=True)
        sys.exit(130)
    if given["max_errors"] is not None and tally.errors > given["max_errors"]:
        sys.exit(REFUSED)


def _log_in_json() -> None:
    """Whoever reads the lines of progress reads those of the log, too."""
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[output], force=True)


def _run(job: _Job, given: dict[str, Any]) -> Tally:
    excluded = job.destination
    walk(job.source, excluded)  # a source that is not there is told before anything is made
    with open_archive(job.placement, _engine_name()) as archive, ExitStack() as afterwards:
        if given["retry_quarantined"]:
            archive.manifest.forget(State.QUARANTINED)
        with open_watcher(Log(given["log"]), sys.stderr) as watcher:
            counting = _Counting(job, watcher)
            desk = Desk(
                *(new_run(), archive.manifest, archive.files, archive.fetched, counting.tell),
                hands=_hands(given),
            )
            campaign = Campaign(desk, job.plan)
            afterwards.callback(_tell_end, campaign.tally, archive)
            try:
                campaign.carry_out(lambda: walk(job.source, excluded), _runner(given, archive))
            finally:
                watcher.end(campaign.tally)
        return campaign.tally


def _tell_end(tally: Tally, archive: Archive) -> None:
    counts = archive.manifest.counts()
    summary = told(tally) | {"archive": {state.value: counts.get(state, 0) for state in State}}
    click.echo(json.dumps(summary, ensure_ascii=False))


def _plan(given: dict[str, Any]) -> Plan:
    since: datetime | None = given["since"]
    choice = Choice(given["sample"], since, given["include"], given["exclude"])
    return Plan(
        choice=choice,
        first=given["priority"],
        most=given["limit"],
        max_bytes=given["max_mebibytes"] * MEBIBYTE,
        grain=Grain(documents=given["part_documents"]),
    )


def _runner(given: dict[str, Any], archive: Archive) -> Runner:
    from serve.archive.here_runner import HereRunner  # heavy, as all engines are
    from serve.archive.local_runner import LocalRunner
    from serve.archive.ray_runner import RayRunner
    from serve.archive.reading import Room

    max_bytes = given["max_mebibytes"] * MEBIBYTE
    memory = given["document_mebibytes"] * MEBIBYTE
    room = Room(given["document_seconds"], memory, max_bytes, given["threads"], _copies(given))
    hands = _hands(given)
    if hands.engine == "ray":
        return RayRunner(hands.workers, room, given["ray_address"])
    if hands.engine == "here":
        return HereRunner(room)
    return LocalRunner(_workers(given), archive.fetched, room)


def _hands(given: dict[str, Any]) -> Hands:
    if given["engine"] == "here":
        return Hands()
    if given["engine"] == "ray" and given["ray_address"]:
        return Hands("ray", given["workers"])  # default: the cluster's
    return Hands(given["engine"], _workers(given))


def _workers(given: dict[str, Any]) -> int:
    from extractor.ocr import available_threads  # heavy

    workers: int | None = given["workers"]
    return workers or available_threads()


def _copies(given: dict[str, Any]) -> Copies:
    return Copies.SCANS if given["copies"] else Copies.NONE


def _engine_name() -> str:
    from serve.archive.here_runner import engine_name  # heavy

    return engine_name()


class _Counting:
    """Counts the files while they are being read, where names can be walked twice. It begins when
    there is something to read: a run that only skips what is known is not held up."""

    def __init__(self, job: _Job, watcher: Watcher) -> None:
        self._job = job
        self._watcher = watcher
        self._is_told = False

    def tell(self, tally: Tally) -> None:
        """See Watcher."""
        if not self._is_told and tally.began is not None:
            self._is_told = True
            tally.expected = self._job.plan.most
            if tally.expected is None and self._is_twofold:
                Thread(target=self._count, args=(tally,), daemon=True).start()
        self._watcher.tell(tally)

    @property
    def _is_twofold(self) -> bool:
        source = self._job.source
        return source != "-" and not source.startswith("s3://")

    def _count(self, tally: Tally) -> None:
        found = 0
        try:
            for each in walk(self._job.source, self._job.destination):
                found += isinstance(each, Found) and self._job.plan.choice.takes(each)
                if found > _COUNTED:
                    return
        except JixiaoError:
            return  # whoever reads the same source tells of it
        tally.expected = found
