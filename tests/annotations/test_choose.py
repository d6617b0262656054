"""What comes first, and what chance adds; the same for the same seed."""

from dataclasses import replace

import numpy as np

from annotations.choose import Candidate, Plan, Reason, chance, choose
from annotations.doubt import BINS

THOUGHT = Plan(random_share=0.0)


def look(*bins: int) -> np.ndarray:
    shares = np.zeros(BINS, np.float16)
    shares[list(bins)] = 1 / len(bins)
    return shares


def forms(count: int) -> list[Candidate]:
    """The later, the more doubted; all look alike."""
    return [Candidate(f"{n:05d}", float(n), look(0)) for n in range(count)]


def test_the_most_doubted_come_first() -> None:
    picks = choose(forms(50), THOUGHT)
    assert [pick.doubt for pick in picks] == [float(n) for n in reversed(range(50))]
    assert {pick.reason for pick in picks} == {Reason.UNCERTAIN}


def test_forms_unlike_those_chosen_come_before_more_of_the_same() -> None:
    alike = [Candidate(f"a{n}", 10.0 - n / 10, look(0, 1)) for n in range(4)]
    other = Candidate("b", 5.0, look(7, 8))
    picks = choose([*alike, other], THOUGHT)
    assert [pick.key for pick in picks] == ["a0", "b", "a1", "a2", "a3"]
    assert picks[1].reason is Reason.UNLIKE
    labelled = choose([*alike, other], THOUGHT, before=[look(0, 1)])
    assert labelled[0].key == "b"


def test_fifteen_percent_are_random_and_stand_anywhere() -> None:
    picks = choose(forms(2000), Plan())
    drawn = [n for n, pick in enumerate(picks) if pick.reason is Reason.RANDOM]
    assert 0.13 < len(drawn) / 2000 < 0.17
    assert 850 < sum(drawn) / len(drawn) < 1150
    assert min(picks[n].doubt for n in drawn if n < 1000) < 400  # would not have been asked for


def test_ten_percent_are_for_two_people() -> None:
    double = sum(pick.annotators == 2 for pick in choose(forms(2000), Plan()))
    assert 0.08 < double / 2000 < 0.12


def test_chance_depends_on_seed_and_form_only() -> None:
    few, many = choose(forms(100), Plan()), choose(forms(2000), Plan())
    reasons = {pick.key: (pick.reason is Reason.RANDOM, pick.annotators) for pick in many}
    assert all(reasons[p.key] == (p.reason is Reason.RANDOM, p.annotators) for p in few)
    other = choose(forms(2000), Plan(seed=7))
    assert {p.key: (p.reason is Reason.RANDOM, p.annotators) for p in other} != reasons
    assert 0 <= chance(1, "a", "b") < 1


def test_the_order_in_which_forms_are_given_does_not_matter() -> None:
    assert choose(forms(300)[::-1], Plan()) == choose(forms(300), Plan())


def test_scores_of_two_choices_may_be_compared() -> None:
    first = choose(forms(10), THOUGHT)
    (later,) = choose([Candidate("later", 100.0, look(9))], THOUGHT, before=[look(0)])
    assert later.score < min(pick.score for pick in first)


def test_no_form_is_lost_beyond_those_chosen_one_by_one() -> None:
    many = forms(6000)
    picks = choose(many, Plan())
    assert {pick.key for pick in picks} == {one.key for one in many}
    assert all(0 < pick.score <= 1 for pick in picks)
    thought = [p.score for p in choose([replace(o, key=o.key + "x") for o in many], THOUGHT)]
    assert thought == sorted(thought)
