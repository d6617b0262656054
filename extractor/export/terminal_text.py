"""Text for a terminal: width of Chinese characters, wrapping, no control characters."""

import unicodedata


def printable(text: str) -> str:
    """The text on one line, with U+FFFD for characters that would steer the terminal."""
    return "".join(_printable_character(character) for character in text)


def display_width(text: str) -> int:
    """Columns that the text takes: two for a full-width character, none for a combining one."""
    return sum(character_width(character) for character in text)


def character_width(character: str) -> int:
    """0, 1 or 2 terminal columns. Ambiguous characters count as one."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Printable lines of at most `width` columns (at least two); `[""]` for no text."""
    lines = []
    for printed in text.splitlines() or [""]:
        line, used = "", 0
        for character in printable(printed):
            needed = character_width(character)
            if line and used + needed > max(2, width):
                lines.append(line)
                line, used = "", 0
            line += character
            used += needed
        lines.append(line)
    return lines


def _printable_character(character: str) -> str:
    if character in "\n\r\t":
        return " "
    return "\ufffd" if unicodedata.category(character) in ("Cc", "Cf", "Cs") else character
