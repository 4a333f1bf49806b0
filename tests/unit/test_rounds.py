"""When rounds end, what they keep, and how often they tell a difference that is not there."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from sqlalchemy import Index

from lab.errors import StatementError
from lab.experiments.benches.switching import Bench
from lab.experiments.comparing.rounds import Limits, Rounds, take_rounds
from lab.experiments.pairs import noise_floor, paired_ratio, time_verdict
from lab.experiments.variants import Arrangement
from lab.workload import Query

CASES = (Query("one", "SELECT 1", weight=0.25), Query("two", "SELECT 2", weight=0.75))
MANY = Limits(fewest=20, most=100, seconds=60, timeout_s=60)


def arrangement(name: str) -> Arrangement:
    none: tuple[Index, ...] = ()
    return Arrangement(name, none, keeps_existing=True)


def bench_of(factors: dict[str, float], noise: float, seed: int = 0) -> Bench:
    """A machine whose noise is never below and sometimes far above; it drifts as well."""
    rng = np.random.default_rng(seed)
    calls = iter(range(10**9))

    def time_ms(variant: Arrangement, case: Query) -> float:
        if variant.name == "broken":
            raise StatementError("No luck")
        drift = 1 + 0.1 * np.sin(next(calls) / 500)
        of_case = 1 if case.name == "one" else 3
        noisy = np.exp(noise * rng.standard_exponential())
        return float(10 * of_case * factors[variant.name] * drift * noisy)

    return cast(Bench, SimpleNamespace(time_ms=time_ms))


def taken(factors: dict[str, float], noise: float, seed: int = 0, limits: Any = MANY) -> Rounds:
    variants = [arrangement(name) for name in factors]
    return take_rounds(bench_of(factors, noise, seed), variants, CASES, limits, seed)


def verdict(rounds: Rounds, run: int) -> str:
    floor = noise_floor(*rounds.same())
    return time_verdict(paired_ratio(rounds.means(run), rounds.means(0)), floor)


def test_rounds_end_when_every_interval_is_narrow() -> None:
    rounds = taken({"base": 1, "other": 1.1}, noise=0.01)
    assert rounds.stopped == "every interval is narrow enough"
    assert rounds.count == 20


def test_an_interval_far_from_one_need_not_be_narrow() -> None:
    limits = Limits(fewest=20, most=60, seconds=60, timeout_s=60)
    variants = [arrangement("base"), arrangement("far")]
    bench = bench_of({"base": 1, "far": 9}, noise=0.02)
    assert take_rounds(bench, variants, CASES, limits, 0).count < 60


def test_a_limit_of_rounds_is_named() -> None:
    rounds = taken({"base": 1, "other": 1}, noise=1.0)
    assert (rounds.stopped, rounds.count) == ("100 rounds", 100)


def test_a_limit_of_time_is_named_and_a_few_rounds_are_taken_anyway() -> None:
    limits = Limits(fewest=20, most=100, seconds=1e-9, timeout_s=60)
    rounds = taken({"base": 1, "other": 1}, noise=0.1, limits=limits)
    assert (rounds.stopped, rounds.count) == ("1e-09 s", 3)


def test_the_baseline_is_measured_against_itself_first_and_in_every_round() -> None:
    rounds = taken({"base": 1, "other": 1}, noise=0.01)
    first, second = rounds.same()
    assert len(first) == len(second) == 5 + rounds.count
    assert first != second


def test_means_are_weighted_by_case() -> None:
    rounds = taken({"base": 1, "other": 1}, noise=0.0)
    for mean, (one, two) in zip(rounds.means(1), rounds.times[1], strict=True):
        assert mean == pytest.approx(0.25 * one + 0.75 * two)


def test_what_fails_is_out_and_the_others_go_on() -> None:
    rounds = taken({"base": 1, "broken": 1, "other": 1}, noise=0.01)
    assert {at: failure.words for at, failure in rounds.out.items()} == {1: "failed: No luck"}
    assert [len(times) for times in rounds.times] == [20, 0, 20, 20]


def test_without_the_baseline_nothing_goes_on() -> None:
    rounds = taken({"broken": 1, "other": 1}, noise=0.01)
    assert rounds.stopped == "the baseline failed: No luck"
    assert rounds.count == 0


def test_a_seed_gives_the_same_order_twice() -> None:
    again = [taken({"base": 1, "other": 1.2}, noise=0.1, seed=7).times for _ in range(2)]
    assert again[0] == again[1]


def test_a_bar_is_shown_where_somebody_looks_and_rounds_take_a_while(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lab.experiments.comparing.progress.PATIENCE_S", 0)
    monkeypatch.setattr("lab.experiments.comparing.progress.somebody_looks", lambda: True)
    taken({"base": 1, "other": 1}, noise=0.01)
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("LAB_QUIET", "0")
    taken({"base": 1, "other": 1}, noise=0.01)
    assert "rounds" in capsys.readouterr().err


def test_no_bar_is_shown_where_it_is_soon_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lab.experiments.comparing.progress.somebody_looks", lambda: True)
    monkeypatch.setenv("LAB_QUIET", "0")
    taken({"base": 1, "other": 1}, noise=0.0)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("noise", [0.02, 0.1, 0.3])
def test_looking_again_and_again_makes_no_verdict_of_nothing(noise: float) -> None:
    said = [verdict(taken({"base": 1, "same": 1}, noise, seed), 1) for seed in range(20)]
    assert said.count("cannot tell") >= 0.95 * len(said)


def test_ten_percent_are_seen_where_the_floor_is_under_five() -> None:
    said, floors = [], []
    for seed in range(20):
        rounds = taken({"base": 1, "slower": 1.1}, 0.1, seed)
        floors.append(noise_floor(*rounds.same()))
        said.append(verdict(rounds, 1))
    low = [each for each, floor in zip(said, floors, strict=True) if floor < 0.05]
    assert len(low) >= 10
    assert low.count("slower") >= 0.8 * len(low)
    assert "faster" not in said
