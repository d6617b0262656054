"""Options that the sub-commands of `jixiao annotate` share, and what they open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from annotations.interface import Interface
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.opening import known_label_studio
from annotations.workspace import Workspace
from extractor.taxonomy import load_taxonomy

_Command = TypeVar("_Command", bound=Callable[..., Any])
_HOME = "~/.local/share/jixiao"


@dataclass(frozen=True, slots=True)
class Access:
    """The Label Studio that the command line names; None: the one that is known."""

    url: str | None
    token: str | None


def with_home(command: _Command) -> _Command:
    """Add --home, which becomes the workspace."""

    def opened(context: click.Context, parameter: click.Parameter, value: str) -> Workspace:
        return Workspace(Path(value).expanduser().absolute())

    return click.option(
        "--home",
        "workspace",
        envvar="JIXIAO_HOME",
        default=_HOME,
        show_default=True,
        type=click.Path(file_okay=False),
        callback=opened,
        help="数据文件夹。 The folder of the data.",
    )(command)


def with_access(command: Callable[..., None]) -> Callable[..., None]:
    """Add --url and --token, which become one argument `access`."""

    @wraps(command)
    def with_one(*, url: str | None, token: str | None, **rest: Any) -> None:  # noqa: ANN401
        command(access=Access(url, token), **rest)

    url = click.option(
        "--url",
        envvar="JIXIAO_LABEL_STUDIO_URL",
        help="已有的 Label Studio。 A Label Studio that is running.",
    )
    token = click.option(
        "--token",
        envvar="JIXIAO_LABEL_STUDIO_TOKEN",
        help="它的令牌（旧式或个人）。 Its token, legacy or personal.",
    )
    return url(token(with_one))


def open_label_studio(workspace: Workspace, access: Access) -> LabelStudio:
    """The Label Studio that is meant, which answers and takes the token; a token that was given is
    remembered.

    Raises:
        NoServerError: none is known, or it does not answer.
        RefusedTokenError: no token is known, or it is not accepted.
    """
    label_studio = known_label_studio(workspace, access.url, access.token)
    if access.token:
        workspace.put_server(label_studio.url, access.token)
    return label_studio


def product_interface() -> Interface:
    """The interface with the standard indicators of the product."""
    return Interface(load_taxonomy())
