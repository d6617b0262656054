from io import BytesIO

import pytest

from tests.synthesis.forms import single
from training.evaluation.peers import read_with_pdfplumber
from training.evaluation.scores import figures, table
from training.synthesis.layouts import record_to_sheet
from training.synthesis.plans import FormLayout
from training.synthesis.render import PdfEngine, sheet_to_pdf
from training.synthesis.style import PageStyle


def counts(strict: int, gold: int, predicted: int) -> dict[str, float]:
    shares = dict.fromkeys(("fok", "fn", "fuok", "fun", "nok", "nn", "goal", "goaln"), 0.0)
    return {"strict": strict, "lenient": strict, "gold": gold, "pred": predicted} | shares


def test_f1_counts_missed_and_extra_indicators() -> None:
    got = figures([counts(3, 4, 4), counts(0, 2, 0)])
    assert got.strict == pytest.approx(2 * 3 / 10)
    assert got.fields is None


def test_the_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    rows = [counts(n % 5, 5, 5) for n in range(18)]
    low, high = figures(rows).strict_interval
    assert low < figures(rows).strict < high
    assert (low, high) == figures(rows).strict_interval


def test_a_share_of_nothing_is_a_dash() -> None:
    line = table({"clean": [counts(1, 1, 1)]}).splitlines()[-1]
    assert line == "| clean | 1 | 1.000 (1.000–1.000) | 1.000 | – | – | – | – |"


@pytest.mark.filterwarnings("ignore")
def test_the_peer_reads_a_simple_form() -> None:
    sheet = record_to_sheet(single(), FormLayout.YANCHI)
    pdf = sheet_to_pdf(sheet, PageStyle(), PdfEngine.WEASYPRINT)
    (form,) = read_with_pdfplumber(BytesIO(pdf).getvalue(), "form.pdf")["forms"]
    assert form["fields"]["project_name"] == "村道两侧绿化"
    assert [row["level2"] for row in form["indicators"]][:3] == ["数量指标", "数量指标", "质量指标"]
