"""Who may see the paper itself: files, page images and what is drawn on them.

The record of a form can be masked; its picture cannot.
"""

from typing import Annotated

from fastapi import Depends

from serve.access.principal import Principal, Scope
from serve.edge.callers import Reader
from serve.errors import ForbiddenError

NEEDED = (
    "需要权限 personal 或 annotate。 Needs the scope personal or annotate: paper is not masked."
)


def see_paper(caller: Reader) -> Principal:
    """A caller who may see names on paper. Raises ForbiddenError."""
    if caller.may(Scope.PERSONAL) or caller.may(Scope.ANNOTATE):
        return caller
    raise ForbiddenError(NEEDED)


PaperViewer = Annotated[Principal, Depends(see_paper)]
