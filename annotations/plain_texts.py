"""Texts compared."""


def plain_text(text: str) -> str:
    """A text without white space, which the browser may lose and forms use for layout."""
    return "".join(text.split())
