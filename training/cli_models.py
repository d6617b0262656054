"""Versions of the models: `jixiao models list|compare|promote|rollback|register`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from models.errors import RegistryError
from models.kinds import FILES, ModelKind
from models.registry import Alias, Version
from training.cli_options import (
    NOTHING,
    REFUSED,
    KindName,
    Place,
    as_json,
    dashed,
    line_of,
    with_place,
)
from training.cli_sync import sync_tracking
from training.cli_train import Progress
from training.gate.contest import PARENT, contest, ensure_champion, promote, roll_back
from training.gate.decision import Verdict, table_of, verdict_to_dict
from training.gate.kinds import trainable
from training.gate.listing import listed, table_of_versions
from training.gate.locks import alone
from training.gate.trainable import Field
from training.gate.verdicts import keep_verdict, kept_verdicts

_PROMOTING = "另一次启用正在进行。 Another promotion is running."


@click.group()
def models() -> None:
    """管理模型版本：比较、启用、回退。 Versions of the models: compare, promote, roll back."""


@dataclass(frozen=True, slots=True)
class _On:
    """Which version is compared with the champion, on which gold and how many synthetic cases."""

    version: str
    gold: Path | None
    synthetic: int


def _with_field(command: Callable[..., None]) -> Callable[..., None]:
    """Add --version, --gold and --synthetic, which become one argument `on`."""

    @wraps(command)
    def with_one(*, version: str, gold: Path | None, synthetic: int, **rest: Any) -> None:  # noqa: ANN401
        command(on=_On(version, gold, synthetic), **rest)

    for option in (
        click.option(
            "--version",
            default=Alias.CHALLENGER.value,
            help="要比较的版本，默认为挑战者。 The version; default: the challenger.",
        ),
        click.option(
            "--gold",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="另加的金标准文件夹。 A folder of gold beside the frozen sets of the workspace.",
        ),
        click.option(
            "--synthetic",
            type=click.IntRange(0),
            default=4,
            show_default=True,
            help="每类合成样例数。 Synthetic examples of each kind.",
        ),
    ):
        with_one = option(with_one)
    return with_one


@models.command("list")
@click.argument("kind", type=KindName(), required=False)
@with_place
@as_json
def list_versions(kind: ModelKind | None, place: Place, form: str | None) -> None:
    """列出版本。 The registered versions, what is in use, and the last change."""
    kinds = list(ModelKind) if kind is None else [kind]
    for one in kinds:
        told = listed(place.files(), trainable(one))
        click.echo(line_of(told) if form == "json" else table_of_versions(told))


@models.command()
@click.argument("kind", type=KindName())
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@with_place
def register(kind: ModelKind, files: tuple[Path, ...], place: Place) -> None:
    """登记一个模型为挑战者。 Keep files as a new version and make it the challenger."""
    registry, part = place.registry(), trainable(kind)
    named = {path.name: path for path in files}
    if set(named) != set(FILES[kind]):
        raise RegistryError(f"{kind}: {' '.join(FILES[kind])}")
    champion = ensure_champion(registry, part)
    version = registry.register(kind, named, {"source": "registered", PARENT: champion.name})
    registry.point(kind, Alias.CHALLENGER, version.name, "registered")
    click.echo(version.name)


@models.command()
@click.argument("kind", type=KindName(), required=False)
@_with_field
@with_place
@as_json
def compare(kind: ModelKind | None, place: Place, form: str | None, on: _On) -> None:
    """比较挑战者与现用版本，退出码 1 表示不通过。

    Compare a challenger with the champion on the corrections that were held back, frozen gold and
    synthetic examples; without KIND every challenger. Exit codes: 0 it may pass, 1 it may not, 2
    there is nothing to compare on.
    """
    verdicts = [_compared(one, place, form, on)[2] for one in _kinds(kind, place)]
    if not all(verdict.passed for verdict in verdicts):
        raise SystemExit(REFUSED)


@models.command("promote")
@click.argument("kind", type=KindName(), required=False)
@_with_field
@click.option("--reason", default="", help="原因，记入历史。 Why; kept in the history.")
@with_place
@as_json
def promote_version(
    kind: ModelKind | None, place: Place, form: str | None, reason: str, on: _On
) -> None:
    """通过比较后启用。 Make a challenger the champion if it passes the comparison."""
    passed = True
    for one in _kinds(kind, place):
        with alone(place.models / one / "promotion.lock", _PROMOTING):
            champion, challenger, verdict = _compared(one, place, form, on)
            promote(place.registry(), champion, challenger, verdict, reason)
        passed = passed and verdict.passed
        if form is None:
            click.echo(f"{dashed(one)} champion: {place.files().aliases(one)[Alias.CHAMPION]}")
    if not passed:
        raise SystemExit(REFUSED)


@models.command()
@click.argument("kind", type=KindName(), required=False)
@click.option("--reason", default="", help="原因，记入历史。 Why; kept in the history.")
@with_place
@as_json
def rollback(kind: ModelKind | None, place: Place, reason: str, form: str | None) -> None:
    """回退到上一个版本。 Make the former champion champion again."""
    one = _the_one(kind, place)
    left = place.files().aliases(one).get(Alias.CHAMPION)
    former = roll_back(place.registry(), trainable(one), reason)
    told = {"model": one.value, "champion": former.name, "left": left}
    click.echo(line_of(told) if form == "json" else f"{dashed(one)} champion: {former.name}")


def _compared(
    kind: ModelKind, place: Place, form: str | None, on: _On
) -> tuple[Version, Version, Verdict]:
    registry, part = place.registry(), trainable(kind)
    challenger = registry.version(kind, on.version)
    field = Field(
        place.workspace,
        on.gold,
        on.synthetic,
        figures=place.models / kind / "figures",
        engines=place.engines(),
        tell=Progress().tell,
    )
    kept = kept_verdicts(place.models, kind)
    champion, verdict = contest(registry, part, challenger, field, kept)
    keep_verdict(place.models, kind, champion.name, challenger.name, verdict)
    parent = challenger.facts.get(PARENT)
    if parent is not None and parent != champion.name:
        click.echo(
            f"{challenger.name} 由 {parent} 训练而来，现用的是 {champion.name}。 "
            f"It goes on from {parent}, not from the champion {champion.name}.",
            err=True,
        )
    if form == "json":
        names = {"model": kind.value, "champion": champion.name, "challenger": challenger.name}
        click.echo(line_of(names | verdict_to_dict(verdict)))
    else:
        click.echo(f"{dashed(kind)}: {champion.name} → {challenger.name}\n{table_of(verdict)}")
        for reason in verdict.refused:
            click.echo(f"- {reason}")
        click.echo("通过。 Passed." if verdict.passed else "不通过。 Refused.")
    return champion, challenger, verdict


def _kinds(kind: ModelKind | None, place: Place) -> list[ModelKind]:
    """The kind that was named, else all with a challenger that is not champion."""
    if kind is not None:
        return [kind]
    found = []
    for one in ModelKind:
        aliases = place.files().aliases(one)
        challenger = aliases.get(Alias.CHALLENGER)
        if challenger is not None and challenger != aliases.get(Alias.CHAMPION):
            found.append(one)
    if not found:
        click.echo("没有挑战者。 There is no challenger.", err=True)
        raise SystemExit(NOTHING)
    return found


def _the_one(kind: ModelKind | None, place: Place) -> ModelKind:
    """The kind that was named, else the only one whose champion was ever promoted."""
    if kind is not None:
        return kind
    changes = {
        one: [c for c in place.files().history(one) if c.alias == Alias.CHAMPION]
        for one in ModelKind
    }
    found = [one for one, own in changes.items() if len(own) > 1]
    if len(found) != 1:
        names = " ".join(dashed(one) for one in found or ModelKind)
        raise RegistryError(f"请指明模型。 Name the model: {names}")
    return found[0]


models.add_command(sync_tracking)
