"""Tokens of a form → the numbers that the network reads."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.form_tagger.config import CHARACTERS, HASHES, HEAD_CHARACTERS, TAIL_CHARACTERS
from models.form_tagger.tokens import FormToken, TokenLayout

Whole = NDArray[np.int64]

LAYOUT_SIZES = (64, 32, 26, 26, 16, 12, 16, 16, 4, 12)
"""Values that each column of `layout` can take: row, rows below, column (0 unknown), width of the
table, row span, column span, tokens before it in its row, tokens in its row, kind of layout,
length of the text."""
_ROW, _BELOW, _COLUMN, _WIDTH, _ROW_SPAN, _COLUMN_SPAN = range(6)
_KINDS = tuple(TokenLayout)
_LENGTHS = (1, 2, 3, 4, 6, 8, 12, 20, 40, 80, 160)
_SIGNS = "≥≤＞＜><=≧≦±~～%％"


@dataclass(frozen=True, slots=True, eq=False)
class EncodedForm:
    """One form of N tokens that print U different texts.

    `characters` (U, CHARACTERS) are code points, 0 behind the end; `texts` (N,) says which of them
    a token prints; `layout` (N, 10) see LAYOUT_SIZES; `places` (N, 4) are first and last row and
    column, columns -1 where they are unknown.
    """

    characters: Whole
    texts: Whole
    layout: Whole
    places: Whole

    def __len__(self) -> int:
        return len(self.texts)

    def part(self, first: int, end: int) -> "EncodedForm":
        """The tokens from `first` up to `end`, which still know where in the form they stand."""
        used, texts = np.unique(self.texts[first:end], return_inverse=True)
        return EncodedForm(
            self.characters[used],
            texts.astype(np.int64),
            self.layout[first:end],
            self.places[first:end],
        )


def encode_form(tokens: Sequence[FormToken]) -> EncodedForm:
    """Numbers of the tokens, which are in reading order; at least one."""
    numbers: dict[str, int] = {}
    texts = [numbers.setdefault(read_part(token.text), len(numbers)) for token in tokens]
    return EncodedForm(
        np.array([_codes(text) for text in numbers], np.int64),
        np.array(texts, np.int64),
        _layout(tokens),
        np.array([_place(token) for token in tokens], np.int64),
    )


def read_part(text: str) -> str:
    """The characters of a text that are read."""
    if len(text) <= CHARACTERS:
        return text
    return text[:HEAD_CHARACTERS] + text[-TAIL_CHARACTERS:]


def character_planes(codes: Whole) -> Whole:
    """(U, CHARACTERS) code points → (U, CHARACTERS, 3): both remainders and the class; all 0
    behind the end."""
    printed = codes > 0
    planes = [np.where(printed, codes % size + 1, 0) for size in HASHES]
    return np.stack([*planes, _classes(codes)], axis=-1)


def without_columns(form: EncodedForm) -> EncodedForm:
    """The form as if no token knew its column, as in flattened text."""
    layout, places = form.layout.copy(), form.places.copy()
    layout[:, [_COLUMN, _WIDTH]] = 0
    layout[:, _COLUMN_SPAN] = 1
    places[:, 2:] = -1
    return EncodedForm(form.characters, form.texts, layout, places)


def without_spans(form: EncodedForm) -> EncodedForm:
    """The form as if every token took one cell."""
    layout, places = form.layout.copy(), form.places.copy()
    layout[:, [_ROW_SPAN, _COLUMN_SPAN]] = 1
    places[:, 1], places[:, 3] = places[:, 0], places[:, 2]
    return EncodedForm(form.characters, form.texts, layout, places)


def _codes(text: str) -> list[int]:
    codes = [ord(character) for character in text]
    return codes + [0] * (CHARACTERS - len(codes))


def _classes(codes: Whole) -> Whole:
    """1 other, 2 digit, 3 Latin letter, 4 Chinese character, 5 sign of a value, 6 punctuation."""
    classes = np.where(codes > 0, 1, 0)
    classes[(codes >= ord("0")) & (codes <= ord("9"))] = 2
    lower = codes | 32
    classes[(lower >= ord("a")) & (lower <= ord("z"))] = 3
    classes[(codes >= 0x3400) & (codes <= 0x9FFF)] = 4
    classes[np.isin(codes, [ord(sign) for sign in _SIGNS])] = 5
    classes[np.isin(codes, [ord(sign) for sign in "()（）[]【】:：,，.。、;；/|-—_"])] = 6
    return classes


def _layout(tokens: Sequence[FormToken]) -> Whole:
    in_row = Counter(token.row for token in tokens)
    last = max(token.row for token in tokens)
    seen: Counter[int] = Counter()
    values = []
    for token in tokens:
        values.append(
            (
                token.row,
                last - token.row,
                token.column + 1 if _knows_column(token) else 0,
                token.width,
                token.row_span,
                token.column_span,
                seen[token.row],
                in_row[token.row],
                _KINDS.index(token.layout),
                int(np.searchsorted(_LENGTHS, len(token.text))),
            )
        )
        seen[token.row] += 1
    return np.clip(np.array(values, np.int64), 0, np.array(LAYOUT_SIZES) - 1)


def _knows_column(token: FormToken) -> bool:
    return token.layout is not TokenLayout.STREAM


def _place(token: FormToken) -> tuple[int, int, int, int]:
    last_row = token.row + token.row_span - 1
    if not _knows_column(token):
        return token.row, last_row, -1, -1
    return token.row, last_row, token.column, token.column + token.column_span - 1
