"""Why an edit does not fit: said in both languages, without the texts of the form."""


class RefusedEditError(Exception):
    """An edit that does not fit the record; `apply_edits` says which one it was."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese, english)
        self.chinese = chinese
        self.english = english
