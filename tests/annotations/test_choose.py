"""What comes first, and what chance adds; the same for the same seed."""

from dataclasses import replace

from annotations.choose import RANDOM, UNCERTAIN, Plan, chance, choose
from tests.annotations.shown import river_run


def sheets(count: int):
    run, _ = river_run()
    (sheet,) = run.sheets
    return [
        (replace(run, document=f"{n:05d}" + "x" * 59), replace(sheet, confidence=n / count))
        for n in range(count)
    ]


def test_the_least_sure_come_first() -> None:
    chosen = choose(sheets(50)[::-1], Plan(random_share=0.0))
    confidences = [entry.sheet.confidence for entry in chosen]
    assert confidences == sorted(confidences)
    assert {entry.choice.reason for entry in chosen} == {UNCERTAIN}


def test_fifteen_percent_are_random_and_stand_anywhere() -> None:
    chosen = choose(sheets(2000), Plan())
    picked = [n for n, entry in enumerate(chosen) if entry.choice.reason == RANDOM]
    assert 0.13 < len(picked) / 2000 < 0.17
    assert 850 < sum(picked) / len(picked) < 1150
    sure = [chosen[n].sheet.confidence for n in picked if n < 1000]
    assert max(sure) > 0.8  # a form that would not have been asked for


def test_ten_percent_are_for_two_people() -> None:
    double = sum(entry.annotators == 2 for entry in choose(sheets(2000), Plan()))
    assert 0.08 < double / 2000 < 0.12


def test_chance_depends_on_seed_and_form_only() -> None:
    few, many = choose(sheets(2000)[:100], Plan()), choose(sheets(2000), Plan())
    reasons = {entry.key: (entry.choice.reason, entry.annotators) for entry in many}
    assert all(reasons[entry.key] == (entry.choice.reason, entry.annotators) for entry in few)
    other = choose(sheets(2000), Plan(seed=7))
    assert {e.key: (e.choice.reason, e.annotators) for e in other} != reasons
    assert 0 <= chance(1, "a", "b") < 1
