from training.gate.decision import Pair, decide, gain_of, table_of
from training.gate.strictness import Count, count_right, f1_of


def pair(champion: int, challenger: int, *slices: str) -> Pair:
    return Pair(slices, Count(champion, 20, 20), Count(challenger, 20, 20))


def test_better_everywhere_passes() -> None:
    verdict = decide([pair(15, 19, "family H") for _ in range(20)])
    assert verdict.passed
    assert verdict.overall.low > 0
    assert "| family H | 20 | 0.7500 | 0.9500 | +0.2000" in table_of(verdict)


def test_the_same_network_is_no_improvement() -> None:
    verdict = decide([pair(15, 15) for _ in range(20)])
    assert not verdict.passed
    assert verdict.overall.better == 0.0


def test_a_difference_within_noise_is_no_improvement() -> None:
    steps = [1, -1, 2, -2, 1, -1, 0, 1, -1, 1]
    verdict = decide([pair(10, 10 + step) for step in steps])
    assert not verdict.passed


def test_a_slice_that_got_worse_refuses_what_is_better_over_all() -> None:
    better = [pair(5, 19, "corrections") for _ in range(30)]
    worse = [pair(20, 17, "gold") for _ in range(18)]
    verdict = decide([*better, *worse])
    assert verdict.overall.challenger > verdict.overall.champion
    assert [reason.count("gold") for reason in verdict.refused] == [2]


def test_one_form_worse_among_many_is_noise() -> None:
    better = [pair(5, 19, "corrections") for _ in range(30)]
    others = [pair(20, 20, "family A") for _ in range(17)]
    assert decide([*better, *others, pair(20, 15, "family A")]).passed


def test_gold_does_not_fall_by_chance() -> None:
    better = [pair(5, 19, "corrections") for _ in range(30)]
    gold = [pair(20, 20, "gold") for _ in range(17)]
    assert not decide([*better, *gold, pair(20, 15, "gold")]).passed
    assert decide([*better, *gold, pair(20, 19, "gold")]).passed


def test_objections_refuse_whatever_the_figures_say() -> None:
    verdict = decide([pair(5, 19) for _ in range(20)], ["doubtful corrections"])
    assert verdict.refused == ("doubtful corrections",)


def test_the_draws_are_paired() -> None:
    """Forms of very unlike difficulty, each one better by one: no draw says worse."""
    gain = gain_of([pair(n, n + 1) for n in range(20)])
    assert gain.better == 1.0
    assert gain.low > 0.04


def test_indicators_are_counted_but_for_signs_and_empty_places() -> None:
    row = {"panel": "annual", "level1": "产出指标", "level2": "数量指标", "level3": "人数（人）"}
    wanted = [{**row, "value": "≥95％"}, {**row, "level3": "", "value": ""}]
    read = [{**row, "level3": "人数(人)", "value": "≥ 95%"}, {**row, "value": "96%"}]
    count = count_right(wanted, read)
    assert count == Count(1, 1, 2)
    assert round(f1_of([count]), 3) == 0.667
    assert f1_of([]) == 1.0
