"""`jixiao models sync`: MLflow is told what it missed."""

import click

from training.cli_options import Place, with_place
from training.gate.mlflow_mirror import OFF, default_tracking, sync


@click.command("sync")
@with_place
def sync_tracking(place: Place) -> None:
    """补记 MLflow 尚无的版本、启用与比较。

    Tell MLflow of the versions, promotions and verdicts that it has not got.
    """
    known = place.tracking != OFF
    uri = place.tracking if known else default_tracking(place.workspace.home)
    for model, count in sync(place.files(), uri).items():
        click.echo(f"{model}: {count}")
