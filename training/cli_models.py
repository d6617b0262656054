"""Versions of the networks: `models list|compare|promote|rollback|register`."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from extractor.errors import JixiaoError
from models.champions import models_folder
from models.errors import RegistryError
from models.registry import Alias, FileRegistry
from training.corrections.forms import CorrectionError
from training.gate.contest import (
    MODEL,
    NETWORK,
    Ground,
    contest,
    ensure_champion,
    promote,
    roll_back,
)
from training.gate.decision import Verdict, table_of

FOLDER = models_folder()
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _on_ground(command: _Command) -> _Command:
    """The options that say what both are compared on."""
    for option in (
        click.option("--corrections", type=click.Path(exists=True, path_type=Path)),
        click.option("--gold", type=click.Path(exists=True, file_okay=False, path_type=Path)),
        click.option("--forms", type=click.IntRange(0), default=4, show_default=True),
    ):
        command = option(command)
    return command


@click.group()
@click.option("--registry", type=click.Path(path_type=Path), default=FOLDER, show_default=True)
@click.pass_context
def models(context: click.Context, registry: Path) -> None:
    """管理模型版本：比较、启用、回退。 Versions of the networks: compare, promote, roll back."""
    context.obj = registry


@models.command("list")
@click.pass_obj
def list_versions(folder: Path) -> None:
    """列出版本。 The registered versions."""
    registry = FileRegistry(folder)
    names: dict[str, list[str]] = {}
    for alias, name in registry.aliases(MODEL).items():
        names.setdefault(name, []).append(alias)
    for version in registry.versions(MODEL):
        facts = json.dumps(dict(version.facts), ensure_ascii=False)
        marks = ",".join(names.get(version.name, ()))
        click.echo("\t".join((version.name, version.created_at, marks, facts)))


@models.command()
@click.argument("network", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def register(folder: Path, network: Path) -> None:
    """登记一个网络为挑战者。 Keep a network as a new version and make it the challenger."""
    registry = FileRegistry(folder)
    ensure_champion(registry)
    version = registry.register(MODEL, {NETWORK: network}, {"source": "registered"})
    registry.point(MODEL, Alias.CHALLENGER, version.name, "registered")
    click.echo(version.name)


@models.command()
@click.argument("version", default=Alias.CHALLENGER.value)
@_on_ground
@click.pass_obj
def compare(
    folder: Path, version: str, corrections: Path | None, gold: Path | None, forms: int
) -> None:
    """比较挑战者与现用版本，退出码 1 表示不通过。 Compare; exit code 1 where it may not pass."""
    with _telling():
        registry = FileRegistry(folder)
        champion, challenger = ensure_champion(registry), registry.version(MODEL, version)
        ground = _ground(folder, corrections, gold, forms)
        _tell(contest(champion, challenger, ground))


@models.command("promote")
@click.argument("version", default=Alias.CHALLENGER.value)
@_on_ground
@click.pass_obj
def promote_version(
    folder: Path, version: str, corrections: Path | None, gold: Path | None, forms: int
) -> None:
    """通过比较后启用。 Make a version the champion if it passes the comparison."""
    with _telling():
        registry = FileRegistry(folder)
        ground = _ground(folder, corrections, gold, forms)
        _tell(promote(registry, registry.version(MODEL, version), ground))
        click.echo(f"champion: {registry.aliases(MODEL)[Alias.CHAMPION]}")


@models.command()
@click.pass_obj
def rollback(folder: Path) -> None:
    """回退到上一个版本。 Make the former champion champion again."""
    with _telling():
        click.echo(f"champion: {roll_back(FileRegistry(folder)).name}")


@contextmanager
def _telling() -> Iterator[None]:
    """Errors as one line on stderr and an exit code."""
    try:
        yield
    except (JixiaoError, RegistryError) as error:
        raise click.ClickException(f"{error} {error.remedy}") from error
    except (CorrectionError, FileNotFoundError) as error:
        raise click.ClickException(str(error)) from error


def _ground(folder: Path, corrections: Path | None, gold: Path | None, forms: int) -> Ground:
    return Ground(corrections, gold, forms, figures=folder / MODEL / "figures")


def _tell(verdict: Verdict) -> None:
    click.echo(table_of(verdict))
    for reason in verdict.refused:
        click.echo(f"- {reason}")
    click.echo("通过。 Passed." if verdict.passed else "不通过。 Refused.")
    if not verdict.passed:
        raise SystemExit(1)
