from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Ruling
from extractor.geometry import BBox
from extractor.ingest.glyphs import Glyph
from extractor.ingest.text_layer import glyphs_to_words

GLYPHS = st.builds(
    lambda text, x, y, turns: Glyph(text, BBox(x, y, x + 10, y + 10), 10.0, turns),
    st.sampled_from("绩效目标12% "),
    st.floats(0, 60, allow_nan=False),
    st.floats(0, 40, allow_nan=False),
    st.integers(0, 3),
)


def written(text: str, x: float, y: float, size: float = 10) -> list[Glyph]:
    return [
        Glyph(character, BBox(x + i * size, y, x + (i + 1) * size, y + size), size)
        for i, character in enumerate(text)
    ]


@given(st.lists(GLYPHS, max_size=20))
def test_no_character_is_made_up(glyphs: list[Glyph]) -> None:
    words = glyphs_to_words(glyphs, [Ruling(30, 0, 30, 50)])
    given_text = sorted(g.text for g in glyphs if g.text != " ")
    read = sorted(c for word in words for c in word.text if c != " ")
    assert not set(read) - set(given_text)
    assert len(read) <= len(given_text)


def test_lines_of_neighbouring_cells_at_uneven_heights_stay_apart() -> None:
    glyphs = written("总体目标", 0, 5) + written("完成道路养护", 45, 0) + written("二期", 45, 12)
    words = glyphs_to_words(glyphs, [Ruling(42, 0, 42, 30)])
    assert sorted(word.text for word in words) == ["二期", "完成道路养护", "总体目标"]


def test_parts_written_apart_are_joined_when_they_touch() -> None:
    glyphs = written("满意", 0, 0) + written("远", 200, 0) + written("度", 20.5, 0)
    assert [word.text for word in glyphs_to_words(glyphs, [])] == ["满意度", "远"]


def test_small_raised_mark_stays_with_its_text() -> None:
    glyphs = [*written("平方", 0, 10), Glyph("2", BBox(20, 8, 23, 14), 6.0)]
    assert [word.text for word in glyphs_to_words(glyphs, [])] == ["平方2"]


def test_latin_words_set_without_spaces_get_one() -> None:
    glyphs = written("ab", 0, 0) + written("cd", 24, 0)
    assert [word.text for word in glyphs_to_words(glyphs, [])] == ["ab cd"]
