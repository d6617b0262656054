import numpy as np

from training.gate.decision import Pair, decide, gain_of, table_of, verdict_to_dict
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
    assert gain.better > 0.999
    assert gain.low > 0.04


def test_indicators_are_counted_but_for_signs_and_empty_places() -> None:
    row = {"panel": "annual", "level1": "产出指标", "level2": "数量指标", "level3": "人数（人）"}
    wanted = [{**row, "value": "≥95％"}, {**row, "level3": "", "value": ""}]
    read = [{**row, "level3": "人数(人)", "value": "≥ 95%"}, {**row, "value": "96%"}]
    count = count_right(wanted, read)
    assert count == Count(1, 1, 2)
    assert round(f1_of([count]), 3) == 0.667
    assert f1_of([]) == 1.0


def test_a_level_that_got_worse_refuses_what_is_better_over_all() -> None:
    fell = {"level2": (Count(19, 20, 20), Count(12, 20, 20))}
    rose = {"level1": (Count(5, 20, 20), Count(19, 20, 20))}
    pairs = [Pair((), Count(5, 20, 20), Count(19, 20, 20), fell | rose) for _ in range(20)]
    verdict = decide(pairs)
    assert verdict.overall.forms == 20  # a part is no further form
    assert verdict.slices["level1"].challenger == 0.95
    assert [reason.count("level2") for reason in verdict.refused] == [2]


def test_a_few_forms_say_nothing_by_themselves() -> None:
    better = [pair(5, 19, "corrections") for _ in range(30)]
    few = [pair(20, 19, "corrections", "corrections H") for _ in range(7)]
    assert decide([*better, *few]).passed
    assert not decide([*better, *few, pair(20, 19, "corrections", "corrections H")]).passed
    assert not decide([pair(5, 19) for _ in range(4)]).passed  # nor do they prove anything


def test_of_a_deep_fall_five_forms_say_enough() -> None:
    better = [pair(5, 19, "corrections") for _ in range(30)]
    deep = [pair(20, 10, "family H") for _ in range(4)]
    assert decide([*better, *deep]).passed
    assert not decide([*better, *deep, pair(20, 10, "family H")]).passed


def test_the_more_was_tried_the_surer_it_must_be() -> None:
    pairs = [pair(10, 10 + (number < 7)) for number in range(20)]  # by chance once in 128 times
    assert 0.975 <= decide(pairs).overall.better < 0.9975
    assert decide(pairs).passed
    assert "try 10 of this champion" in decide(pairs, tries=10).refused[0]


def test_many_slices_raise_no_more_false_alarms() -> None:
    """Of equal networks about one in ten is refused for one of twenty slices."""
    rng = np.random.default_rng(5)
    refused = 0
    for _ in range(20):
        pairs = []
        for number in range(40):
            names = (f"family {number % 6}", f"damage {number % 3}", f"home {number % 10}")
            champion, challenger = rng.binomial(20, 0.8, 2)
            pairs.append(pair(int(champion), int(challenger), *names))
        verdict = decide(pairs)
        refused += any("Worse in" in reason for reason in verdict.refused)
    assert refused <= 5


def test_the_verdict_is_told_as_json() -> None:
    told = verdict_to_dict(decide([pair(15, 19, "family H") for _ in range(20)]))
    assert told["passed"]
    assert told["overall"] == told["slices"]["family H"]
    assert set(told["overall"]) == {"forms", "champion", "challenger", "low", "high"}
