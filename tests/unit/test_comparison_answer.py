"""The first line of a comparison: the answer, in so many words, whatever was measured."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from lab.experiments import Measured
from lab.experiments.comparing.factors import compared
from tests.unit.comparisons import SAMPLED, cases, comparison, ended, failed, measured, plan

A, B, C = (measured(name, blocks=blocks) for name, blocks in (("a", 9), ("b", 9), ("c", 12)))


@pytest.mark.parametrize(
    ("variants", "told"),
    [
        ((C, A), "'a' touches the fewest blocks, 9 (1.3x fewer than 'c')"),
        ((C, A, B), "'a' and 'b' touch the fewest blocks, 9 (1.3x fewer than 'c')"),
        (
            (C, A, B, replace(A, name="d")),
            "'a' and 2 others touch the fewest blocks, 9 (1.3x fewer than 'c')",
        ),
        ((A, C), "no variant touches fewer blocks than 'a', 9; the next best is 'c', 12"),
        ((A, B, C), "no variant touches fewer blocks than 'a', 9; 'b' touches as many"),
        ((A, B), "both variants touch 9 blocks"),
        ((A, B, replace(A, name="d")), "all 3 variants touch 9 blocks"),
        ((A, B, failed("x")), "the 2 variants that were measured touch 9 blocks each"),
        ((A, failed("x")), "only 'a' was measured: 9 blocks"),
        ((A,), "'a' was measured: 9 blocks"),
        ((ended("slow"), A, C), "'a' touches the fewest blocks, 9 ('slow': over 60 s)"),
        ((failed("x"), failed("y")), "2 variants, none run"),
    ],
)
def test_the_first_line_is_the_answer(variants: Sequence[Measured], told: str) -> None:
    result = comparison(*variants)
    assert result.render_text(width=200).splitlines()[0] == f"q: {told}"
    assert repr(result) == f"Comparison(q: {told})"
    assert f"<strong><bdi>q: {told}</bdi></strong>" in result.render_html().replace("&#x27;", "'")


SLOW, FAST, AS_FAST, MIDDLE = (
    measured(name, blocks=9, ms=ms)
    for name, ms in (("slow", 10), ("fast", 1), ("as fast", 1.001), ("middle", 5))
)


@pytest.mark.parametrize(
    ("variants", "told"),
    [
        ((SLOW, FAST, MIDDLE), "'fast' is the fastest, 10.0 % of the time of 'slow'"),
        (
            (SLOW, FAST, AS_FAST),
            "'fast' and 'as fast' are the fastest; 'fast' takes 10.0 % of the time of 'slow'",
        ),
        ((FAST, AS_FAST, SLOW), "none can be told to be faster than 'fast'"),
    ],
)
def test_where_times_show_the_second_line_names_the_fastest(
    variants: Sequence[Measured], told: str
) -> None:
    result = comparison(*variants)
    assert result.timed().render_text(width=200).splitlines()[1] == f"By time: {told}"
    assert "By time" not in str(result)


def test_no_fastest_is_named_where_times_were_not_measured() -> None:
    result = comparison(SLOW, FAST, noise_floor=None)
    for shown in (result.timed(), comparison(SLOW).timed(), comparison(SLOW, failed("x")).timed()):
        assert "By time" not in str(shown)


def test_the_answer_and_the_table_agree_on_how_many_times() -> None:
    base, best = (
        cases(name, [plan(blocks=blocks) for blocks in three])
        for name, three in (("none", (4250, 4250, 4250)), ("one", (16, 13, 2)))
    )
    shown = comparison(base, best, query=SAMPLED).render_text()
    assert shown.count("411x fewer") == 2


@pytest.mark.parametrize(
    ("now", "was", "told"),
    [
        (12, 4250, "354x fewer"),
        (978, 489, "2.0x more"),
        (96, 100, "4.0 % fewer"),
        (13, 12, "8.3 % more"),
        (12.2, 11.9, "same"),
        (0, 7, "7.0x fewer"),
    ],
)
def test_figures_are_compared_in_words(now: float, was: float, told: str) -> None:
    assert compared(now, was) == told
