import pytest

from lab.plans.findings.told import blocks_in, figure_in, of, words_in


@pytest.mark.parametrize(
    ("value", "figure"), [(12, 12), (0.5, 0.5), (True, 0), ("12", 0), (None, 0), (-1, 0), ([], 0)]
)
def test_what_is_no_figure_counts_as_nothing(value: object, figure: float) -> None:
    assert figure_in({"Time": value}, "Time") == figure


def test_what_is_not_told_counts_as_nothing() -> None:
    assert figure_in({}, "Time") == 0
    assert blocks_in({}) == 0
    assert words_in({"Relation": 3}, "Relation") == words_in({}, "Relation") == ""


def test_blocks_are_hit_or_read() -> None:
    told = {"Shared Hit Blocks": 3, "Shared Read Blocks": 4, "Local Hit Blocks": 9}
    assert blocks_in(told) == 7


def test_a_part_is_told_with_the_whole() -> None:
    assert of(1, 1234, "block") == "1 of 1,234 blocks"
    assert of(0, 1, "worker") == "0 of 1 worker"
