"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from extractor.errors import ChampionError
from models.champions import Champions, models_folder, read_champions
from models.errors import RegistryError

NONE = "none"
_Command = TypeVar("_Command", bound=Callable[..., Any])


def together(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Several options as one decorator."""

    def add(command: _Command) -> _Command:
        for option in options:
            command = option(command)
        return command

    return add


def with_extensions(command: _Command) -> _Command:
    """Add the option that names local files to read beside the taxonomy."""
    return click.option(
        "--extension",
        "extensions",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="本地扩展文件，可多次给出。 A local file of more concepts; may be repeated.",
    )(command)


def with_models(command: _Command) -> _Command:
    """Add the option that names the registry of learned models."""
    return click.option(
        "--models",
        help="模型库文件夹；none 只用随产品的模型。 Folder of learned models; none: those that "
        "are shipped. Default: JIXIAO_MODELS, or models in JIXIAO_HOME.",
    )(command)


def champions_of(models: str | None) -> Champions:
    """What the option asks for; nothing where the folder that it leaves out is not there.

    Raises:
        click.UsageError: the folder that it names is not there.
        ChampionError: a version in use is not there, or cannot be read.
    """
    if models == NONE:
        return {}
    if models is not None and not Path(models).is_dir():
        raise click.UsageError(f"--models：没有文件夹 {models}。 There is no such folder.")
    try:
        return read_champions(models_folder() if models is None else Path(models))
    except RegistryError as error:
        raise ChampionError(str(error)) from error
