import shutil
from pathlib import Path

import pytest

from training.synthesis.corpus import (
    Split,
    cached_forms,
    cached_pages,
    render,
    sample_form,
    stored_pages,
)

pytestmark = pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")


def test_the_cache_holds_what_the_seed_gives(tmp_path: Path) -> None:
    (form,) = cached_forms(Split.TRAIN, [3], tmp_path)
    assert len(stored_pages(Split.TRAIN, tmp_path)) == len(form.pages)
    assert stored_pages(Split.UNSEEN, tmp_path) == ()
    direct = sample_form(3, Split.TRAIN)
    again = tuple(cached_pages(Split.TRAIN, [3], tmp_path))
    for one, other, rendered in zip(form.pages, again, render(direct), strict=True):
        assert (one.truth.pixels == other.truth.pixels).all()
        assert (one.truth.pixels == rendered.pixels).all()
        assert one.number == other.number
        assert (one.family, one.ruling, one.font) == (direct.family, direct.ruling, direct.font)
    assert form.records == direct.records


def test_two_readers_may_take_turns(tmp_path: Path) -> None:
    seen = cached_forms(Split.TRAIN, [3, 4], tmp_path)
    unseen = cached_forms(Split.UNSEEN, [3, 4], tmp_path)
    for one, other in zip(seen, unseen, strict=True):
        assert one.pages[0].family is not other.pages[0].family
