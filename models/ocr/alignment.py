"""What was read beside what is printed, character by character."""

from collections.abc import Iterator

_MOST_DIFFERENT = 0.5
"""Share of edits from which two texts are not the same line."""


def aligned(read: str, printed: str) -> Iterator[tuple[str, str]]:
    """The characters that were read with those that are printed in their place; what was left out
    or put in is in no pair, nor anything of texts that are not alike."""
    if are_alike(read, printed):
        yield from ((read[i], printed[j]) for i, j in aligned_places(read, printed))


def are_alike(read: str, printed: str) -> bool:
    """Whether less than half has to be changed to make one of the other."""
    if read == printed:
        return True
    return edits_between(read, printed) <= _MOST_DIFFERENT * max(len(read), len(printed))


def aligned_places(read: str, printed: str) -> list[tuple[int, int]]:
    """The places of `read` with those of `printed`, in order, by the fewest edits."""
    if read == printed:
        return [(place, place) for place in range(len(read))]
    table = _distances(read, printed)
    i, j = len(read), len(printed)
    pairs: list[tuple[int, int]] = []
    while i and j:
        here = table[i][j]
        if here == table[i - 1][j - 1] + (read[i - 1] != printed[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif here == table[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def edits_between(read: str, printed: str) -> int:
    """The least number of characters to change, put in or leave out."""
    return _distances(read, printed)[-1][-1]


def _distances(read: str, printed: str) -> list[list[int]]:
    table = [list(range(len(printed) + 1))]
    for i, was in enumerate(read, 1):
        row = [i]
        for j, is_now in enumerate(printed, 1):
            row.append(min(row[-1] + 1, table[-1][j] + 1, table[-1][j - 1] + (was != is_now)))
        table.append(row)
    return table
