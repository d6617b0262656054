"""`jixiao models sync`: MLflow is told what it missed."""

from pathlib import Path

import click

from models.champions import models_folder
from models.registry import FileRegistry
from training.gate.mlflow_mirror import default_tracking, sync
from training.gate.mlflow_store import TrackingError

_HOME = "~/.local/share/jixiao"


@click.command("sync")
@click.option("--home", envvar="JIXIAO_HOME", default=_HOME, show_default=True, help="数据文件夹。")
@click.option(
    "--models",
    type=click.Path(path_type=Path),
    help="模型登记夹，默认 HOME/models。 The registry.",
)
@click.option("--tracking", help="sqlite:///FILE、服务器网址。 A server's URL, or a local file.")
def sync_tracking(home: str, models: Path | None, tracking: str | None) -> None:
    """补记 MLflow 尚无的版本、启用与比较。

    Tell MLflow of versions, promotions and verdicts that it has not got.
    """
    folder = Path(home).expanduser()
    registry = FileRegistry(models or models_folder())
    try:
        told = sync(registry, tracking or default_tracking(folder))
    except TrackingError as error:
        raise click.ClickException(str(error)) from error
    for model, count in told.items():
        click.echo(f"{model}: {count}")
