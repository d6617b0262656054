"""`jixiao schema`: the JSON Schema of what `jixiao extract` prints."""

import click

from extractor.export.json_schema import contract_schema
from extractor.export.json_text import object_to_json


@click.command()
def schema() -> None:
    """输出一条结果的 JSON Schema（2020-12）。

    Print the JSON Schema of the result for one file.
    """
    click.echo(object_to_json(contract_schema()), nl=False)
