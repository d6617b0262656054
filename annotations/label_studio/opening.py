"""The Label Studio that a workspace knows, opened."""

from annotations.errors import NoServerError, RefusedTokenError
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.local_server import LocalServer
from annotations.label_studio.tokens import Token
from annotations.workspace import Workspace
from extractor.errors import JixiaoError


def known_label_studio(
    workspace: Workspace, url: str | None = None, token: str | None = None
) -> LabelStudio:
    """The one that is named, else that of the project, else the one that was used last: it answers
    and takes the token.

    Raises:
        NoServerError: none is known, or it does not answer.
        RefusedTokenError: no token is known, or it is not accepted.
    """
    account, named = local_server(workspace).account(), workspace.known_server()
    link = workspace.known_link()
    urls = (url, link and link.url, named and named[0], account and account.url)
    chosen = next((one.rstrip("/") for one in urls if one), None)
    if chosen is None:
        raise NoServerError("没有 Label Studio。 No Label Studio is known.")
    secret = token
    if secret is None and named is not None and named[0] == chosen:
        secret = named[1]
    if secret is None and account is not None and account.url == chosen:
        secret = account.token
    if not secret:
        raise RefusedTokenError(f"{chosen}: 没有令牌。 No token is known.")
    label_studio = LabelStudio(chosen, Token(secret))
    try:
        if not label_studio.is_up():
            raise NoServerError(chosen)
        label_studio.user()
    except JixiaoError:
        label_studio.close()
        raise
    return label_studio


def local_server(workspace: Workspace) -> LocalServer:
    """The local server of a home folder; it may show the pictures below the workspace only."""
    return LocalServer(workspace.server, workspace.folder)
