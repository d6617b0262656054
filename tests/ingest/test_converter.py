import shutil
from collections.abc import Callable

import pytest

from extractor.errors import DecodeTimeoutError
from extractor.grid import Grid, Sheet
from extractor.ingest import Decoder, Limits, open_document

ReadSheet = Callable[[bytes], Sheet]
RTF = (
    rb"{\rtf1\ansi\trowd\cellx3000\cellx6000 \intbl level\cell 95%\cell\row"
    rb"\trowd\cellx3000\cellx6000 \intbl value\cell 12\cell\row \pard}"
)

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed"
)


@needs_office
def test_rtf_through_libreoffice(read_sheet: ReadSheet) -> None:
    (grid,) = (block for block in read_sheet(RTF).blocks if isinstance(block, Grid))
    assert [cell.text for cell in grid.cells] == ["level", "95%", "value", "12"]


@needs_office
def test_libreoffice_is_ended_when_it_takes_too_long(decoder: Decoder) -> None:
    limits = Limits(converter_seconds=0.01)
    with pytest.raises(DecodeTimeoutError), open_document(RTF, "a.rtf", limits, decoder):
        pass
