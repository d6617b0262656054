"""`jixiao archive plan DEST`: what a larger archive would take, from the costs of this one."""

import json
from typing import TYPE_CHECKING, Any

import click

from extractor.errors import JixiaoError
from serve.settings import Settings

if TYPE_CHECKING:
    from serve.archive.cost_row import Kind
    from serve.archive.plan import Wish

_FORMS = 20_000_000.0
_MEGABIT = 125_000.0
_MOST = 1e15


class _Finite(click.FloatRange):
    """A number from `min` on that is one: the range lets NaN and infinity pass."""

    def convert(
        self,
        value: Any,  # noqa: ANN401
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """See ParamType."""
        number = float(super().convert(value, param, ctx))
        if not number < _MOST:
            self.fail(f"{value} 太大或不是数。 {value} is too large, or no number.", param, ctx)
        return number


@click.command()
@click.argument("destination")
@click.option("--forms", type=_Finite(1), help="多少张表。 Forms; default: 20 million.")
@click.option("--pages", type=_Finite(1), help="或多少页。 Or pages.")
@click.option("--cores", type=click.IntRange(1), help="共有多少核。 Cores in all.")
@click.option("--days", type=_Finite(0.01), help="或多少天内读完。 Or days; default: 30.")
@click.option(
    "--kind-mix", default="", help="scan=0.7,digital=0.2,office=0.1；默认如档案。 As it was read."
)
@click.option("--machine-cores", type=click.IntRange(1), default=32, show_default=True)
@click.option("--network", type=_Finite(1), default=1000.0, show_default=True, help="Mbit/s")
@click.option("--part-documents", type=click.IntRange(1), default=500, show_default=True)
@click.option(
    "--basis",
    type=click.Choice(["clock", "processor"]),
    default="clock",
    show_default=True,
    help="机器繁忙时用 processor。 Seconds of which clock: processor where other work ran, too.",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。 Print JSON.")
def plan(destination: str, **given: Any) -> None:  # noqa: ANN401
    """按已读档案的用时推算规模。 Cores, machines, days, room: from what this archive cost."""
    from rich.console import Console  # heavy

    from serve.archive.cost_fit import Basis, fit_model
    from serve.archive.cost_samples import measure
    from serve.archive.plan import make_plan
    from serve.archive.plan_text import plan_tables, plan_to_dict
    from serve.archive.queries import open_queries

    home = Settings.from_environment().home
    try:
        with open_queries(destination, home) as queries:
            measured = measure(queries, queries.folder)
        model = fit_model(measured.samples, Basis(given["basis"]))
        found = make_plan(model, measured, _wish(given))
    except JixiaoError as error:
        raise click.ClickException(f"{error} {error.remedy}") from error
    if given["as_json"]:
        click.echo(json.dumps(plan_to_dict(found, model, measured), ensure_ascii=False))
        return
    Console().print(plan_tables(found, model, measured))


def _wish(given: dict[str, Any]) -> "Wish":
    from serve.archive.plan import Machine, Wish

    for one, other in (("forms", "pages"), ("cores", "days")):
        if given[one] is not None and given[other] is not None:
            raise click.UsageError(f"--{one} 与 --{other} 只能用一个。 --{one} or --{other}.")
    forms = given["forms"]
    if forms is None and given["pages"] is None:
        forms = _FORMS
    shares = _shares(given["kind_mix"])
    machine = Machine(given["machine_cores"], given["network"] * _MEGABIT)
    rest = (given["pages"], given["cores"], given["days"], shares or None, machine)
    return Wish(forms, *rest, part_documents=given["part_documents"])


def _shares(words: str) -> "dict[Kind, float]":
    """`scan=0.7,text=0.3` → shares. Raises click.UsageError."""
    from serve.archive.cost_row import Kind  # heavy, as all of the archive is

    found: dict[Kind, float] = {}
    for word in filter(None, words.split(",")):
        kind, _, share = word.partition("=")
        try:
            found[Kind(kind.strip())] = float(share)
        except ValueError as error:
            known = ", ".join(Kind)
            raise click.UsageError(f"--kind-mix: {word}: scan=0.7,text=0.3 ({known})") from error
    if any(not 0 <= share < float("inf") for share in found.values()):
        raise click.UsageError("--kind-mix: 份额不能为负。 No share is negative.")
    return found
