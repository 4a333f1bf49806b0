"""Predictions judged on measurements that are given, so that the right verdict is known."""

import json
from dataclasses import replace
from typing import Any

import pytest

from lab.errors import LabError, UnknownNameError
from lab.experiments import Answer, Comparison, Measured, Prediction, check
from lab.experiments.measured import Run
from lab.experiments.pairs import paired_ratio
from lab.plans import parse_plan
from lab.workload import Query, Workload

QUERY = Query("q", "SELECT 1")
ROUNDS = 20
SETTINGS = {"jit": "off", "work_mem": "16MB"}


def measured(
    name: str, *, blocks: int, ms: float = 1.0, node: dict[str, Any] | None = None
) -> Measured:
    root = {"Node Type": "Seq Scan", "Relation Name": "orders"} if node is None else node
    figures = {"Actual Rows": 5, "Actual Loops": 1, "Shared Hit Blocks": blocks}
    times = [ms * (1 + 0.001 * (at % 3)) for at in range(ROUNDS)]
    return Measured(
        name=name,
        runs=(Run(QUERY, parse_plan(json.dumps([{"Plan": root | figures}])), tuple(times)),),
        times_ms=tuple(times),
        ratio=paired_ratio(times, times),
        time_verdict="",
        index_names=("ix",) if node else (),
        index_bytes=8192 if node else 0,
        build_ms=1.5,
    )


def comparison(*variants: Measured, noise_floor: float = 0.02) -> Comparison:
    return Comparison(Workload([QUERY], name="q"), variants, noise_floor, SETTINGS)


INDEX_SCAN = {"Node Type": "Index Scan", "Relation Name": "orders", "Index Name": "ix"}
RESULT = comparison(
    measured("none", blocks=1000, ms=10),
    measured("bad", blocks=1000, ms=10.05),
    measured("good", blocks=10, ms=0.1, node=INDEX_SCAN),
)


@pytest.mark.parametrize(
    ("prediction", "answer", "reason"),
    [
        (Prediction(fewest_blocks="good"), "confirmed", "'good' touches 10 blocks"),
        (
            Prediction(fewest_blocks="none"),
            "refuted",
            "'none' touches 1,000 blocks, 'good' only 10",
        ),
        (Prediction(fastest="good"), "confirmed", "0.01 of the time of 'none'"),
        (Prediction(fastest="none"), "refuted", "of the time of 'good'"),
        (Prediction(uses=("good", "Index Scan")), "confirmed", "the plan of 'good' is Index Scan"),
        (Prediction(uses=("good", "ix")), "confirmed", "Index Scan"),
        (Prediction(uses=("good", "Index Only Scan")), "refuted", "no Index Only Scan"),
        (Prediction(uses=("none", "ix")), "refuted", "no ix: the plan of 'none' is Seq Scan"),
        (Prediction(at_least=100), "confirmed", "100x fewer blocks than 'none'"),
        (Prediction(at_least=101), "refuted", "predicted at least 101x"),
    ],
)
def test_each_part_is_judged_with_its_numbers(
    prediction: Prediction, answer: str, reason: str
) -> None:
    verdict = RESULT.judge(prediction)
    assert verdict.answer == answer
    assert reason in repr(verdict)


def test_equal_blocks_cannot_be_told_apart() -> None:
    equal = comparison(measured("a", blocks=7), measured("b", blocks=7))
    verdict = equal.judge(Prediction(fewest_blocks="a"))
    assert verdict.answer == Answer.CANNOT_TELL
    assert "and so does 'b'" in repr(verdict)


def test_a_difference_within_the_noise_cannot_be_told() -> None:
    close = comparison(measured("a", blocks=7, ms=10), measured("b", blocks=7, ms=10.1))
    verdict = close.judge(Prediction(fastest="a"))
    assert verdict.answer == Answer.CANNOT_TELL
    assert "within the noise" in repr(verdict)


def test_one_refuted_part_refutes_the_whole_and_every_reason_stays() -> None:
    verdict = RESULT.judge(Prediction(fewest_blocks="good", at_least=5000))
    assert verdict.answer == Answer.REFUTED
    assert len(verdict.reasons) == 2


def test_one_part_that_cannot_be_told_leaves_the_whole_open() -> None:
    open_one = replace(RESULT, noise_floor=1000.0)
    verdict = open_one.judge(Prediction(fewest_blocks="good", fastest="good"))
    assert verdict.answer == Answer.CANNOT_TELL


def test_an_empty_prediction_is_refused() -> None:
    with pytest.raises(LabError, match=r"says nothing\. Write lab\.Prediction"):
        RESULT.judge(Prediction())


def test_a_variant_that_was_not_compared_is_told_with_those_that_were() -> None:
    for prediction in (
        Prediction(fewest_blocks="godo"),
        Prediction(fastest="godo"),
        Prediction(uses=("godo", "ix")),
    ):
        with pytest.raises(UnknownNameError, match=r"No variant 'godo'\..*'none', 'bad', 'good'"):
            RESULT.judge(prediction)


def test_one_variant_alone_is_compared_with_nothing() -> None:
    alone = comparison(measured("a", blocks=7))
    for prediction in (Prediction(fewest_blocks="a"), Prediction(fastest="a")):
        with pytest.raises(LabError, match="Compare two or more"):
            alone.judge(prediction)


def test_a_verdict_shows_the_same_as_text_and_as_html() -> None:
    verdict = RESULT.judge(Prediction(fewest_blocks="good"))
    bundle = verdict._repr_mimebundle_()
    assert bundle["text/plain"].startswith("confirmed: ")
    assert all(reason in bundle["text/plain"] for reason in verdict.reasons)
    assert "&#x27;good&#x27; touches 10 blocks" in bundle["text/html"]


def test_names_of_variants_are_escaped_in_a_verdict() -> None:
    hostile = "<script>x</script>\n"
    result = comparison(measured(hostile, blocks=1), measured("b", blocks=2))
    verdict = result.judge(Prediction(fewest_blocks=hostile))
    assert "<script>" not in verdict.render_html()
    assert "\n" not in verdict.render_text()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(7, 7), ("Seq Scan", "seq scan "), (7.0, 7), ({"a", "b"}, {"b", "a"}), (("a", 1), ("a", 1))],
)
def test_a_right_answer_holds(answer: object, expected: object) -> None:
    checked = check(answer, expected)
    assert checked.holds
    assert repr(checked).startswith("It holds: ")


def test_a_wrong_answer_is_told_the_hint_and_not_the_solution() -> None:
    checked = check("none", "partial", hint="Count the blocks")
    assert not checked.holds
    assert repr(checked) == "Not yet: none is not it. Count the blocks"


@pytest.mark.parametrize("answer", [None, ..., [...], ("a", None)])
def test_a_gap_is_no_answer_yet(answer: object) -> None:
    assert repr(check(answer, 7)) == "Not yet: no answer given. Look at the evidence again"


def test_an_answer_is_escaped_in_html() -> None:
    assert "<b>" not in check("<b>bold</b>", "x").render_html()
    assert "it holds" in check("<b>", "<b>").render_html()
