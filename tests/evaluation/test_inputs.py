import numpy as np
import pytest

from tests.synthesis.pages import ruled_page
from training.evaluation.inputs import IMAGE_DPI, degraded_pdf
from training.synthesis.degradations import PageLevel
from training.synthesis.render import images_to_pdf, pdf_to_images


@pytest.fixture(scope="module")
def born_digital() -> bytes:
    return images_to_pdf([ruled_page((760, 540), IMAGE_DPI).pixels] * 2, IMAGE_DPI)


def test_faxed_pages_stay_black_and_white_in_the_file(born_digital: bytes) -> None:
    pages = pdf_to_images(degraded_pdf(born_digital, PageLevel.FAX, 3), IMAGE_DPI)
    assert len(pages) == 2
    for page in pages:
        assert set(np.unique(page)) == {0, 255}


def test_each_page_is_photographed_anew_and_the_number_decides(born_digital: bytes) -> None:
    first, second = pdf_to_images(degraded_pdf(born_digital, PageLevel.PHOTO, 3), 100.0)
    assert first.shape != second.shape or (first != second).any()
    again, _ = pdf_to_images(degraded_pdf(born_digital, PageLevel.PHOTO, 3), 100.0)
    assert (first == again).all()
    other, _ = pdf_to_images(degraded_pdf(born_digital, PageLevel.PHOTO, 4), 100.0)
    assert first.shape != other.shape or (first != other).any()
