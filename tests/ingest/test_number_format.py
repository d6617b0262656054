import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.ingest.number_format import shown_text

MORNING = datetime.datetime(2023, 3, 5, 14, 7, 9)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.95, "0%", "95%"),
        (7.5, "0.00", "7.50"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.1 + 0.2, "General", "0.3"),
        (100.0, "General", "100"),
        (12345678, "General", "12345678"),
        (-5.5, "0.0;[Red]-0.0", "-5.5"),
        (-5.5, "0.00_);(0.00)", "(5.50)"),
        (3, '0"人"', "3人"),
        (98, '"≥"General"%"', "≥98%"),
        (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (0, '0;-0;"无"', "无"),
        (12000, "[$¥-804]#,##0.00", "¥12,000.00"),
        (0.125, "0.00", "0.13"),
        (-0.001, "0.00", "0.00"),
        (4.7, "0.##", "4.7"),
        (5, "000", "005"),
        (True, "General", "TRUE"),
        (None, "0", ""),
        ("≥3次", "0.00", "≥3次"),
        (MORNING, 'yyyy"年"m"月"d"日";@', "2023年3月5日"),
        (MORNING, '[$-804]yyyy"年"mm"月"', "2023年03月"),
        (MORNING, "mm-dd-yy", "2023/3/5"),
        (MORNING, "yyyy/m/d h:mm", "2023/3/5 14:07"),
        (MORNING, "h:mm:ss AM/PM", "2:07:09 PM"),
        (datetime.datetime(2023, 3, 5), "General", "2023-03-05"),
        (datetime.time(8, 5), "h:mm", "8:05"),
    ],
)
def test_shown_as_the_program_shows_it(value: object, number_format: str, shown: str) -> None:
    assert shown_text(value, number_format) == shown  # type: ignore[arg-type]


@given(
    st.one_of(st.integers(), st.floats(), st.datetimes(), st.times()),
    st.text(alphabet='#0?.,%;"\\_*[]$-@ymdhs/E+G人', max_size=20),
)
def test_never_raises(value: object, number_format: str) -> None:
    assert isinstance(shown_text(value, number_format), str)  # type: ignore[arg-type]
