"""The command `jixiao`: finds its sub-commands in the packages and loads one only when it runs."""

import io
import os
import signal
import sys
import threading
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from extractor.cli_signals import leave
from extractor.errors import JixiaoError, MissingPackageError, OutputError

COMMAND_GROUP = "jixiao.commands"
INTERRUPTED = 130
BROKEN_PIPE = 141

# Said here and not by the commands, so that the list of commands imports none of them.
SHORT_HELP = {
    "extract": "从文件中提取绩效目标表。 Read the forms of files into records.",
    "inspect": "查看某一处理阶段的结果。 Print one stage: words, grid, form or record.",
    "schema": "输出 JSON Schema。 Print the JSON Schema of a record.",
    "classify": "给指标归类。 Name the standard concept of indicators.",
    "taxonomy": "查看指标分类。 Look up the taxonomy of indicators.",
    "annotate": "标注与复核。 Propose, review and import labels.",
    "train": "训练模型。 Train a model.",
    "models": "查看模型。 List, check and publish models.",
    "serve": "启动服务。 Run the API and the review page.",
    "worker": "启动后台任务。 Run a worker.",
    "admin": "管理服务数据。 Look after the service's data.",
    "batch": "批量处理档案。 Work through an archive.",
    "archive": "管理档案结果。 Look after the results of archives.",
}
_EXTRAS = {"training": "train", "annotations": "label"}


class CommandGroup(click.Group):
    """Commands by the entry-point group `jixiao.commands`, each imported on its first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the installed commands, in the order of the help table."""
        order = list(SHORT_HELP)
        return sorted(_installed(), key=lambda n: (order.index(n) if n in order else 99, n))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, None for an unknown name. Raises MissingPackageError."""
        found = _installed().get(cmd_name)
        if found is None:
            return None
        return load_command(found)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing one."""
        rows = [(name, SHORT_HELP.get(name, "")) for name in self.list_commands(ctx)]
        with formatter.section("命令 Commands"):
            formatter.write_dl(rows)

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Run the command line; a terminal without Chinese shows escapes instead of failing."""
        _reopen_closed_streams()
        _heed_signals()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().main(*args, **kwargs)
        except OSError as error:  # standard output is full, or the folder of temporary files
            _silence_stdout()
            message = error.strerror or str(error)
            click.echo(f"错误 {OutputError.code}: {message}\n  {OutputError.remedy}", err=True)
            sys.exit(OutputError.exit_code)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; errors become exit codes, never tracebacks."""
        try:
            return super().invoke(ctx)
        except JixiaoError as error:
            if isinstance(error, OutputError):
                _silence_stdout()
            click.echo(f"错误 {error.code}: {error}\n  {error.remedy}", err=True)
            raise click.exceptions.Exit(error.exit_code) from error
        except KeyboardInterrupt:
            click.echo("\n已中断。 Interrupted.", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _silence_stdout()
            raise click.exceptions.Exit(BROKEN_PIPE) from None


def load_command(entry: EntryPoint) -> click.Command:
    """Import a command. Raises MissingPackageError where a package of its extra is missing."""
    try:
        command = entry.load()
    except ImportError as error:
        package = entry.module.partition(".")[0]
        extra = _EXTRAS.get(package)
        wanted = f"jixiao[{extra}]" if extra else "jixiao"
        raise MissingPackageError(
            f"命令 {entry.name} 缺少 {error.name or error}。 "
            f"The command needs: pip install '{wanted}'"
        ) from error
    except AttributeError as error:
        raise MissingPackageError(f"命令 {entry.name} 不完整：{entry.value}") from error
    if not isinstance(command, click.Command):
        raise MissingPackageError(f"命令 {entry.name} 不是命令：{entry.value}")
    return command


def _installed() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=COMMAND_GROUP)}


def _heed_signals() -> None:
    """Let a run that is told to end take its children and temporary files with it."""
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, leave)


def _reopen_closed_streams() -> None:
    """Give the standard streams that the caller closed a file that can be neither read nor
    written, so that their numbers are not taken by files of ours; stderr goes nowhere."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            writes = name != "stdout"
            descriptor = os.open(os.devnull, os.O_WRONLY if writes else os.O_RDONLY)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8"))


def _silence_stdout() -> None:
    """Whoever read stdout is gone: what Python still flushes at its end must not fail."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jixiao", prog_name="jixiao")
def main() -> None:
    """绩效目标表 → 结构化、经过核对的记录。全程离线。

    Performance-target forms in, structured and checked records out. Offline.
    """
