import pytest
from PIL import Image

from tests.synthesis.pages import ruled_page
from training.synthesis.degradations.__main__ import main


def test_contact_sheet_has_a_row_a_level_and_a_column_a_seed(tmp_path):
    page, out = tmp_path / "page.png", tmp_path / "out.png"
    Image.fromarray(ruled_page((550, 390), 50.0).pixels).save(page)
    asked = ["--dpi", "50", "--columns", "2", "--side", "100", "--levels", "clean,fax"]
    assert main([str(page), str(out), *asked]) == 0
    with Image.open(out) as picture:
        assert picture.width == 2 * 124
        assert 200 < picture.height <= 2 * 124


def test_contact_sheet_refuses_an_unknown_level(tmp_path):
    page = tmp_path / "page.png"
    Image.fromarray(ruled_page((550, 390), 50.0).pixels).save(page)
    with pytest.raises(ValueError, match="papyrus"):
        main([str(page), str(tmp_path / "out.png"), "--levels", "papyrus"])
