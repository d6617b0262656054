"""What the network is told of tokens."""

from models.form_tagger.config import CHARACTERS, HASHES
from models.form_tagger.encode import (
    LAYOUT_SIZES,
    character_planes,
    encode_form,
    read_part,
    without_columns,
    without_spans,
)
from models.form_tagger.tokens import FormToken, TokenLayout


def test_a_long_text_is_read_at_both_ends() -> None:
    text = "".join(chr(0x4E00 + place) for place in range(60))
    assert read_part(text) == text[:20] + text[-8:]
    assert read_part(text[:CHARACTERS]) == text[:CHARACTERS]


def test_a_text_printed_twice_is_read_once() -> None:
    form = encode_form([FormToken("无", 0, 0), FormToken("有", 0, 1), FormToken("无", 1, 0)])
    assert len(form.characters) == 2
    assert form.texts.tolist() == [0, 1, 0]


def test_characters_have_remainders_and_a_class() -> None:
    form = encode_form([FormToken("≥9个a，", 0, 0)])
    planes = character_planes(form.characters)[0]
    assert planes[:6, 2].tolist() == [5, 2, 4, 3, 6, 0]
    assert planes[1, :2].tolist() == [ord("9") % size + 1 for size in HASHES]
    assert not planes[6:].any()


def test_places_beyond_the_tables_are_the_last_ones() -> None:
    form = encode_form([FormToken("远", 500, 90, 40, 30, 200)])
    assert (form.layout < LAYOUT_SIZES).all()
    assert form.places.tolist() == [[500, 539, 90, 119]]


def test_a_token_of_a_stream_has_no_column() -> None:
    form = encode_form([FormToken("流", 3, 2, layout=TokenLayout.STREAM)])
    assert form.places.tolist() == [[3, 3, -1, -1]]
    assert form.layout[0, 2] == 0


def test_what_is_not_known_can_be_taken_away() -> None:
    form = encode_form([FormToken("格", 3, 2, 2, 3, 7)])
    assert without_columns(form).places.tolist() == [[3, 4, -1, -1]]
    assert without_spans(form).places.tolist() == [[3, 3, 2, 2]]
    assert without_spans(form).layout[0, 4:6].tolist() == [1, 1]
    assert form.places.tolist() == [[3, 4, 2, 4]]


def test_a_part_keeps_its_place_in_the_form() -> None:
    form = encode_form([FormToken(text, row, 0) for row, text in enumerate("甲乙丙乙")])
    part = form.part(1, 4)
    assert len(part.characters) == 2
    assert part.texts[0] == part.texts[2] != part.texts[1]
    assert part.layout[:, 0].tolist() == [1, 2, 3]
