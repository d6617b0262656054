import pypdfium2
import pytest

from tests.synthesis.forms import single
from training.evaluation.cases import GoldForm, Level, assign
from training.evaluation.cut_forms import cut_line, cut_loss, cut_pair


def counts(strict: int) -> dict[str, float]:
    return {"strict": strict, "lenient": strict, "gold": 10, "pred": 10}


@pytest.mark.filterwarnings("ignore")
def test_a_form_is_printed_whole_and_cut() -> None:
    pair = cut_pair(assign(GoldForm("a_0", single(), "yanchi.txt"), 0, Level.CLEAN, 0), Level.CLEAN)
    assert pair is not None
    whole, cut = (pypdfium2.PdfDocument(data) for data in (pair.whole, pair.cut))
    assert len(whole) == 1
    assert len(cut) > 1
    assert whole[0].get_width() == pytest.approx(cut[0].get_width(), abs=1)
    whole.close()
    cut.close()


def test_the_loss_is_whole_less_cut() -> None:
    loss = cut_loss([counts(10)] * 6, [counts(10)] * 5 + [counts(4)])
    assert loss.loss == pytest.approx(0.1)
    assert loss.low <= loss.loss <= loss.high
    assert "loss +0.100" in cut_line(Level.SCAN, loss)


def test_equal_prints_lose_nothing() -> None:
    loss = cut_loss([counts(7)] * 4, [counts(7)] * 4)
    assert (loss.loss, loss.low, loss.high) == (0.0, 0.0, 0.0)
