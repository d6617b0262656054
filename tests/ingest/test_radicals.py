"""Radicals in a text layer stand for the ideographs they look like."""

import pytest

from extractor.ingest.radicals import radical_to_ideograph


@pytest.mark.parametrize(
    ("printed", "meant"),
    [("⽬", "目"), ("⾏", "行"), ("⻓", "长"), ("⻋", "车"), ("目", "目"), ("A", "A"), ("≥", "≥")],
)
def test_radicals(printed, meant):
    assert radical_to_ideograph(printed) == meant
