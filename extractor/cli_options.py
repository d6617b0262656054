"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def with_extensions(command: _Command) -> _Command:
    """Add the option that names local files to read beside the taxonomy."""
    return click.option(
        "--extension",
        "extensions",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="本地扩展文件，可多次给出。 A local file of more concepts; may be repeated.",
    )(command)
