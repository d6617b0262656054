"""All texts of a form in one, to look for what the page prints."""

from collections.abc import Iterable

from extractor.form.rows import fold


class TextPool:
    """The folded texts of a form. What is looked for comes in much the same order."""

    def __init__(self, texts: Iterable[str]) -> None:
        folded = [fold(text) for text in texts]
        self._whole = frozenset(folded)
        self._joined = "\n".join(folded)
        self._behind = 0

    def holds(self, piece: str) -> bool:
        """Whether a folded text stands in one of the texts."""
        if piece in self._whole:
            return True
        found = self._joined.find(piece, self._behind)
        if found < 0:
            found = self._joined.find(piece, 0, self._behind + len(piece))
        if found >= 0:
            self._behind = found
        return found >= 0
