"""Gain weighed against write cost, on figures that are given."""

from dataclasses import replace

import pytest

from lab.experiments.comparing.comparison.remarks import word_weighing, word_weighing_of_times
from lab.experiments.comparing.weighing import (
    WAL_BYTES_A_BLOCK,
    Weighing,
    as_good,
    choose_fewest_indexes,
    choose_fewest_indexes_by_time,
    weigh,
    weigh_blocks,
    weigh_times,
    written,
    written_tables,
)
from lab.experiments.pairs import TimeVerdict
from tests.unit.comparisons import INDEX_SCAN, comparison, ended, failed, measured, writing

NONE = writing(measured("none", blocks=1000, ms=10), insert=140)
ONE = writing(measured("one", blocks=10, ms=0.1, node=INDEX_SCAN), insert=204, ms=0.02, hot=0)


def test_a_price_is_what_a_write_costs_over_what_a_read_saves() -> None:
    assert weigh(10, 5).reads_a_write == 0.5
    assert weigh(-10, -5).reads_a_write == 0.5


@pytest.mark.parametrize(("saved", "added"), [(10, 0), (10, -1), (-1, 5), (0, 5), (0, 0)])
def test_where_one_side_decides_there_is_no_price(saved: float, added: float) -> None:
    assert weigh(saved, added).reads_a_write is None


def test_blocks_and_bytes_are_weighed_at_the_stated_rate() -> None:
    weighed = weigh_blocks(ONE, NONE, ("orders",))
    assert weighed == Weighing(990, 64, 64 / WAL_BYTES_A_BLOCK / 990)


def test_without_measured_writes_nothing_is_weighed() -> None:
    assert weigh_blocks(measured("bare", blocks=3), NONE, ("orders",)) is None
    assert weigh_blocks(failed("broken"), NONE, ("orders",)) is None
    assert weigh_times(measured("bare", blocks=3), NONE, ("orders",)) is None


def test_times_are_weighed_where_they_can_be_told() -> None:
    result = comparison(NONE, ONE)
    weighed = weigh_times(result["one"], result["none"], ("orders",))
    assert weighed is not None
    assert weighed.saved == pytest.approx(9.9, rel=0.01)
    assert weighed.added == pytest.approx(0.01, rel=0.01)
    unclear = replace(result["one"], time_verdict=TimeVerdict.CANNOT_TELL)
    assert weigh_times(unclear, result["none"], ("orders",)) == Weighing(0, weighed.added, None)


def test_a_difference_of_writes_within_their_noise_is_none() -> None:
    as_quick = writing(measured("one", blocks=10, ms=0.1), insert=204, ms=0.01)
    result = comparison(NONE, as_quick)
    weighed = weigh_times(result["one"], result["none"], ("orders",))
    assert weighed is not None
    assert weighed.added == 0


@pytest.mark.parametrize(
    ("saved", "added", "told"),
    [
        (990, 64, "saves 990 blocks a read, costs 64 bytes of WAL a write: worth it from"),
        (1, 0, "saves 1 block a read, costs nothing a write: worth it"),
        (7, -64, "saves 7 blocks a read, saves 64 bytes of WAL a write: worth it"),
        (7, 1, "saves 7 blocks a read, costs 1 byte of WAL a write: worth it from"),
        (0, 64, "saves nothing a read, costs 64 bytes of WAL a write: not worth it"),
        (-7, 64, "costs 7 blocks a read, costs 64 bytes of WAL a write: not worth it"),
        (-7, -64, "costs 7 blocks a read, saves 64 bytes of WAL a write: worth it with less than"),
        (0, -64, "saves nothing a read, saves 64 bytes of WAL a write: worth it"),
    ],
)
def test_every_outcome_has_its_words(saved: float, added: float, told: str) -> None:
    assert word_weighing(weigh(saved, added)).startswith(told)


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        (0.0005, "from 1 read in 2,000 writes"),
        (0.00123, "from 1 read in 810 writes"),
        (0.5, "from 1 read in 2 writes"),
        (0.96, "from 1 read a write"),
        (3.21, "from 3.2 reads a write"),
        (1234, "from 1,200 reads a write"),
    ],
)
def test_a_rate_has_two_digits(rate: float, told: str) -> None:
    assert word_weighing(Weighing(1, 1, rate)).endswith(f"worth it {told}")


def test_times_are_weighed_in_their_own_unit() -> None:
    assert word_weighing_of_times(weigh(7.9, 0.01)) == (
        "saves 7.90 ms a read, costs 0.010 ms a write: worth it from 1 read in 790 writes"
    )


def test_only_tables_whose_writes_differ_count() -> None:
    both = [writing(each, insert=500, table="users") for each in (NONE, ONE)]
    assert written_tables(both) == ("orders",)
    assert written_tables([NONE]) == ("orders",)
    assert written_tables([measured("bare", blocks=1)]) == ()


def test_several_tables_are_one_row_in_each() -> None:
    both = writing(ONE, insert=500, table="items", hot=0.5)
    cost = written(both, ("orders", "items"))
    assert cost is not None
    assert (cost.insert_bytes, cost.update_bytes, cost.hot_ratio) == (704, 2112, 0)
    assert cost.insert_ms[0] == pytest.approx(0.03)


@pytest.mark.parametrize(("blocks", "best"), [(4, 4), (6, 4), (105, 100)])
def test_as_good_is_within_a_twentieth_or_two_blocks(blocks: int, best: int) -> None:
    assert as_good(blocks, best)


@pytest.mark.parametrize(("blocks", "best"), [(7, 4), (106, 100)])
def test_what_touches_more_is_not_as_good(blocks: int, best: int) -> None:
    assert not as_good(blocks, best)


def test_the_fewest_indexes_among_the_best_are_chosen() -> None:
    three = replace(measured("three", blocks=10), index_names=("a", "b", "c"), index_bytes=9)
    two = replace(measured("two", blocks=12), index_names=("a", "b"), index_bytes=99)
    small = replace(two, name="small", index_bytes=90)
    many = replace(measured("far", blocks=13), index_names=())
    broken, slow = failed("broken"), ended("slow")
    assert choose_fewest_indexes([broken, three, two, small, many, slow]) is small
    assert choose_fewest_indexes([broken, slow]) is None


def test_of_about_equal_sizes_the_one_that_reads_less_is_chosen() -> None:
    light = replace(measured("light", blocks=101), index_names=("a",), index_bytes=100)
    quick = replace(measured("quick", blocks=100), index_names=("b",), index_bytes=105)
    assert choose_fewest_indexes([light, quick]) is quick
    assert choose_fewest_indexes([light, replace(quick, index_bytes=106)]) is light


def test_of_equals_the_one_that_writes_less_is_chosen() -> None:
    more, less = writing(measured("more", blocks=5), insert=9), measured("less", blocks=5)
    less = writing(less, insert=8)
    assert choose_fewest_indexes([more, less]) is less


def test_by_time_those_that_are_not_slower_count() -> None:
    fast = replace(measured("fast", blocks=1, ms=1.0), index_names=("a", "b"))
    close = replace(measured("close", blocks=1, ms=1.01), index_names=("a",))
    slow = measured("slow", blocks=1, ms=2.0)
    assert choose_fewest_indexes_by_time([slow, fast, close], 0.02) is close
    assert choose_fewest_indexes_by_time([slow, fast, close], 0.001) is fast
    assert choose_fewest_indexes_by_time([slow, fast, close], None) is None
