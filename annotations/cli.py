"""`jixiao annotate`: the labelling loop with Label Studio."""

import click

from annotations.cli_choose import next_forms
from annotations.cli_init import init
from annotations.cli_judge import adjudicate, agreement, erase, export, freeze, withdraw
from annotations.cli_project import pull, push, status
from annotations.cli_second_look import second_look
from annotations.cli_server import up


@click.group()
def annotate() -> None:
    """标注与复核：启动、推送、取回、裁定、冻结。

    The labelling loop: up, init, push, pull, agreement, adjudicate, freeze.
    """


for _command in (up, init, push, pull, status, export, agreement, adjudicate, freeze):
    annotate.add_command(_command)
for _command in (next_forms, second_look, withdraw, erase):
    annotate.add_command(_command)
