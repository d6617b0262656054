"""Scopes as text: space-separated in the store, a list in JSON, commas on the command line."""

from collections.abc import Iterable

from serve.access.principal import Scope
from serve.errors import BadRequestError


def scopes_of(text: str) -> frozenset[Scope]:
    """The scopes in a text, separated by spaces or commas. Raises BadRequestError."""
    names = text.replace(",", " ").split()
    try:
        return frozenset(Scope(name) for name in names)
    except ValueError as error:
        known = ", ".join(Scope)
        raise BadRequestError(
            f"未知权限，可用：{known}。 Unknown scope; known: {known}."
        ) from error


def scopes_text(scopes: Iterable[Scope]) -> str:
    """The scopes as stored, in their fixed order. Raises BadRequestError where there are none."""
    wanted = frozenset(scopes)
    if not wanted:
        raise BadRequestError("至少需要一个权限。 At least one scope is needed.")
    return " ".join(scope for scope in Scope if scope in wanted)
