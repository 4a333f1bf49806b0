"""Predictions judged on measurements that are given, so that the right verdict is known."""

from dataclasses import replace
from typing import Any

import pytest

from lab.errors import LabError, UnknownNameError
from lab.experiments import Answer, Prediction, check
from tests.unit.comparisons import (
    INDEX_SCAN,
    SAMPLED,
    cases,
    comparison,
    ended,
    failed,
    measured,
    plan,
)

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
        (Prediction(fastest="good"), "confirmed", "0.0100 of the time of 'none'"),
        (Prediction(fastest="none"), "refuted", "of the time of 'good'"),
        (Prediction(uses=("good", "Index Scan")), "confirmed", "the plan of 'good' is Index Scan"),
        (Prediction(uses=("good", "ix")), "confirmed", "Index Scan"),
        (Prediction(uses=("good", "Index Only Scan")), "refuted", "no Index Only Scan"),
        (Prediction(uses=("none", "ix")), "refuted", "no ix: the plan of 'none' is Seq Scan"),
        (Prediction(at_least=100), "confirmed", "100x fewer blocks than 'none'"),
        (Prediction(at_least=101), "refuted", "predicted at least 101x"),
        (Prediction(at_least=("good", 100)), "confirmed", "'good' touches 100x fewer blocks"),
        (
            Prediction(at_least=("bad", 2)),
            "refuted",
            "'bad' touches as many blocks as 'none' (1,000 and 1,000), predicted at least 2.0x",
        ),
        (Prediction(at_least=("none", 2)), "refuted", "'none' is the baseline itself"),
        (Prediction(at_least=("bad", 0.5)), "confirmed", "predicted at most 2.0x more"),
        (Prediction(at_most=100), "confirmed", "predicted at most 100x"),
        (Prediction(at_most=99), "refuted", "'good' touches 100x fewer blocks"),
        (Prediction(at_most=("bad", 1.1)), "confirmed", "predicted at most 1.1x fewer"),
        (Prediction(uses={"none": "Seq Scan", "good": "ix"}), "confirmed", "'none' is Seq Scan"),
        (Prediction(uses={"none": "Seq Scan", "bad": "ix"}), "refuted", "no ix: the plan of 'bad'"),
        (Prediction(unused=("bad", "ix")), "confirmed", "no ix: the plan of 'bad' is Seq Scan"),
        (Prediction(unused=("good", "ix")), "refuted", "the plan of 'good' is Index Scan"),
        (Prediction(same_blocks=("none", "bad")), "confirmed", "'none' 1,000, 'bad' 1,000"),
        (Prediction(same_blocks=("none", "good")), "refuted", "the same within 5 % or 2"),
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


def test_a_worse_variant_touches_more_and_never_a_part_of_fewer() -> None:
    worse = comparison(measured("none", blocks=489), measured("bad", blocks=978))
    assert repr(worse.judge(Prediction(at_least=("bad", 2)))) == (
        "refuted: 'bad' touches 2.0x more blocks than 'none' (978 and 489), "
        "predicted at least 2.0x fewer"
    )
    assert repr(worse.judge(Prediction(at_least=10))) == (
        "refuted: no variant touches fewer blocks than 'none' (489), predicted at least 10x fewer"
    )


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


@pytest.mark.parametrize(
    ("prediction", "answer", "reason"),
    [
        (Prediction(fewest_blocks="good"), "cannot tell", "but 'slow' took over 60 s"),
        (Prediction(fewest_blocks="none"), "refuted", "'good' only 10"),
        (Prediction(fewest_blocks="slow"), "cannot tell", "'slow' took over 60 s"),
        (Prediction(fastest="good"), "cannot tell", "'broken' was not measured (division by zero)"),
        (Prediction(fastest="slow"), "refuted", "takes 10.0 ms, 'slow' took over 60 s"),
        (Prediction(fastest="broken"), "cannot tell", "'broken' was not measured"),
        (Prediction(at_least=100), "confirmed", "100x fewer blocks"),
        (Prediction(at_least=101), "cannot tell", "but 'slow' took over 60 s"),
        (Prediction(at_least=("good", 101)), "refuted", "predicted at least 101x"),
        (Prediction(at_least=("slow", 2)), "cannot tell", "'slow' took over 60 s"),
        (Prediction(at_most=99), "refuted", "predicted at most 99x"),
        (Prediction(at_most=100), "cannot tell", "but 'slow' took over 60 s"),
        (Prediction(uses=("slow", "Seq Scan")), "confirmed", "the plan of 'slow' is Seq Scan"),
        (Prediction(uses=("broken", "Seq Scan")), "cannot tell", "'broken' was not measured"),
        (Prediction(unused=("broken", "ix")), "cannot tell", "'broken' was not measured"),
        (Prediction(same_blocks=("none", "slow")), "cannot tell", "'slow' took over 60 s"),
    ],
)
def test_what_was_not_measured_is_taken_for_neither_better_nor_worse(
    prediction: Prediction, answer: str, reason: str
) -> None:
    result = comparison(
        measured("none", blocks=1000, ms=10),
        measured("good", blocks=10, ms=0.1, node=INDEX_SCAN),
        ended("slow"),
        failed("broken"),
    )
    verdict = result.judge(prediction)
    assert verdict.answer == answer
    assert reason in repr(verdict)


def test_whatever_took_less_is_faster_than_what_was_ended() -> None:
    result = comparison(measured("quick", blocks=7, ms=10), ended("slow", 1))
    assert result.judge(Prediction(fastest="quick")).answer == Answer.CONFIRMED
    barely = comparison(measured("quick", blocks=7, ms=999.5), ended("slow", 1))
    assert barely.judge(Prediction(fastest="quick")).answer == Answer.CANNOT_TELL
    both = comparison(ended("one"), ended("two"))
    assert both.judge(Prediction(fastest="one")).answer == Answer.CANNOT_TELL


def test_without_a_noise_floor_nothing_is_faster() -> None:
    unknown = comparison(
        measured("a", blocks=7, ms=10), measured("b", blocks=7, ms=1), noise_floor=None
    )
    assert "the noise is not known" in repr(unknown.judge(Prediction(fastest="b")))


def test_a_plan_is_judged_in_every_case() -> None:
    scan, by_index = plan(blocks=1000), plan(INDEX_SCAN, blocks=4)
    result = comparison(
        cases("none", [scan, scan, scan]),
        cases("one", [scan, by_index, by_index]),
        cases("all", [by_index, by_index, by_index]),
        query=SAMPLED,
    )
    assert result.judge(Prediction(uses=("all", "ix"))).answer == Answer.CONFIRMED
    some = result.judge(Prediction(uses=("one", "ix")))
    assert repr(some) == "refuted: no ix in 1 of 3 cases: the plan of 'one' is Seq Scan on orders"
    assert result.judge(Prediction(unused=("none", "ix"))).answer == Answer.CONFIRMED
    assert "in 2 of 3 cases" in repr(result.judge(Prediction(unused=("one", "ix"))))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"uses": "ix"}, r"uses says of a variant .*uses=\('one', 'Index Scan'\)"),
        ({"uses": ("one", "ix", "two")}, "uses says of a variant"),
        ({"unused": {}}, "unused says of a variant"),
        ({"at_least": "ten"}, r"at_least says how many times fewer blocks\. .*at_least=10"),
        ({"at_most": ("one", 0)}, "at_most says how many times"),
        ({"at_least": float("nan")}, "at_least says how many times"),
        ({"same_blocks": ("one",)}, r"names the variants .*same_blocks=\('one', 'two'\)"),
        ({"same_blocks": "one"}, "names the variants"),
    ],
)
def test_a_prediction_that_says_nothing_clear_is_refused(given: Any, told: str) -> None:
    with pytest.raises(LabError, match=told):
        Prediction(**given)


def test_an_empty_prediction_is_refused() -> None:
    with pytest.raises(LabError, match=r"says nothing\. Write lab\.Prediction"):
        RESULT.judge(Prediction())


def test_a_variant_that_was_not_compared_is_told_with_those_that_were() -> None:
    for prediction in (
        Prediction(fewest_blocks="godo"),
        Prediction(fastest="godo"),
        Prediction(uses=("godo", "ix")),
        Prediction(at_least=("godo", 2)),
        Prediction(same_blocks=("good", "godo")),
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
    [
        (7, 7),
        ("4 ", 4),
        ("Seq Scan", "seq scan "),
        (7.0, 7),
        ({"a", "b"}, {"b", "a"}),
        (("a", 1), ("a", 1)),
    ],
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
def test_a_gap_is_no_answer_yet_and_gets_no_hint(answer: object) -> None:
    assert repr(check(answer, 7)) == "Not yet: no answer given"


def test_an_answer_is_escaped_in_html() -> None:
    assert "<b>" not in check("<b>bold</b>", "x").render_html()
    assert "it holds" in check("<b>", "<b>").render_html()
