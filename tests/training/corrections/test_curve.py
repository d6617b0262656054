"""The table and the picture of a simulation."""

from training.corrections.curve import curve_picture, curve_table
from training.form_tagger.forms import Damage


def line(choice: str, corrected: int, error: float) -> dict[str, object]:
    names = [*(damage.value for damage in Damage), "all"]
    errors = {f"{name} {reader}": error for name in names for reader in ("both", "model")}
    return {"family": "H", "choice": choice, "seed": 1, "corrected": corrected, **errors}


LINES = [line("champion", 0, 0.4), line("random", 10, 0.3), line("uncertain", 10, 0.1)]


def test_the_table_says_by_how_much_errors_fell() -> None:
    rows = curve_table(LINES).splitlines()
    assert len(rows) == 2 + 6
    assert rows[2].startswith("| H | both | champion | 0 | – | 0.400 |")
    assert rows[3].endswith("| 0.300 | 25% |")
    assert rows[4].endswith("| 0.100 | 75% |")


def test_the_picture_shows_both_ways_to_choose() -> None:
    colours = {colour for _, colour in curve_picture(LINES).getcolors(1 << 16) or ()}
    assert {(40, 90, 200), (200, 60, 30)} <= colours
