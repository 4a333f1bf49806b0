"""Predictions judged by what was measured.

A variant that was not measured is never taken for better or worse than it may be: it leaves a
prediction open that depends on it. One that was ended after so many seconds is known to be slower
than whatever took less, and no more than that.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from lab.errors import LabError
from lab.experiments.comparing.factors import compared
from lab.experiments.comparing.measured import Measured, Measurements
from lab.experiments.comparing.weighing import FEWEST, TOLERANCE, as_good
from lab.experiments.pairs import TimeVerdict, paired_ratio, time_verdict
from lab.experiments.predicting import Answer, Factor, Named, Prediction, Verdict
from lab.plans import Plan
from lab.show import text

Part: TypeAlias = tuple[Answer, str]
"""The answer to a part of a prediction, and the numbers it rests on."""


def judge(result: Measurements, prediction: Prediction) -> Verdict:
    """The verdict over all parts: refuted if one is, cannot tell if one cannot be told.

    Raises:
        LabError: nothing was predicted, a variant that was not compared, or there is only one.
    """
    if len(result.variants) < 2:
        raise LabError("One variant alone is compared with nothing", hint="Compare two or more")
    parts = [*_about_blocks(result, prediction), *_about_plans(result, prediction)]
    if not parts:
        raise LabError(
            "The prediction says nothing", hint="Write lab.Prediction(fewest_blocks='none')"
        )
    return Verdict(_weakest(parts), tuple(reason for _, reason in parts))


def _weakest(parts: Sequence[Part]) -> Answer:
    answers = [answer for answer, _ in parts]
    order = (Answer.REFUTED, Answer.CANNOT_TELL, Answer.CONFIRMED)
    return next(answer for answer in order if answer in answers)


def _about_blocks(result: Measurements, prediction: Prediction) -> Iterator[Part]:
    if prediction.fewest_blocks is not None:
        yield _judge_blocks(result, result[prediction.fewest_blocks])
    if prediction.fastest is not None:
        yield _judge_time(result, result[prediction.fastest])
    if prediction.at_least is not None:
        yield _judge_factor(result, prediction.at_least, least=True)
    if prediction.at_most is not None:
        yield _judge_factor(result, prediction.at_most, least=False)
    if prediction.same_blocks is not None:
        yield _judge_same([result[name] for name in prediction.same_blocks])


def _about_plans(result: Measurements, prediction: Prediction) -> Iterator[Part]:
    for name, wanted in _named(prediction.uses):
        yield _judge_use(result[name], wanted)
    for name, unwanted in _named(prediction.unused):
        yield _judge_no_use(result[name], unwanted)


def _named(given: Named | None) -> Sequence[tuple[str, str]]:
    if given is None:
        return ()
    return tuple(given.items()) if isinstance(given, Mapping) else (given,)


def _judge_blocks(result: Measurements, predicted: Measured) -> Part:
    others = [each for each in result.variants if each is not predicted]
    if predicted.blocks is None:
        return Answer.CANNOT_TELL, _not_measured(predicted)
    counted = [(each.blocks, each.name) for each in others if each.blocks is not None]
    blocks, name = min(counted, key=lambda pair: pair[0], default=(None, ""))
    numbers = f"'{predicted.name}' touches {text.plural(predicted.blocks, 'block')}"
    if blocks is not None and blocks < predicted.blocks:
        return Answer.REFUTED, f"{numbers}, '{name}' only {text.count(blocks)}"
    if blocks == predicted.blocks:
        return Answer.CANNOT_TELL, f"{numbers}, and so does '{name}'"
    if open_one := next((each for each in others if each.blocks is None), None):
        return Answer.CANNOT_TELL, f"{numbers}, but {_not_measured(open_one)}"
    return Answer.CONFIRMED, f"{numbers}, the next best {text.count(blocks or 0)}"


def _judge_time(result: Measurements, predicted: Measured) -> Part:
    others = [each for each in result.variants if each is not predicted]
    told = [_race(result, predicted, other) for other in others]
    for answer in (Answer.REFUTED, Answer.CANNOT_TELL):
        if reasons := [reason for each, reason in told if each is answer]:
            return answer, reasons[0]
    return Answer.CONFIRMED, "; ".join(reason for _, reason in told)


def _race(result: Measurements, predicted: Measured, other: Measured) -> Part:
    """Whether one variant is faster than another."""
    if predicted.times_ms and other.times_ms:
        return _by_pairs(predicted, other, result.noise_floor)
    for variant, rival, answer in (
        (other, predicted, Answer.CONFIRMED),
        (predicted, other, Answer.REFUTED),
    ):
        limit = _took_at_least_ms(variant)
        if limit is not None and rival.times_ms and max(rival.times_ms) < limit:
            took = text.duration(rival.median_ms or 0)
            return answer, f"'{rival.name}' takes {took}, {_not_measured(variant)}"
    return Answer.CANNOT_TELL, _not_measured(predicted if other.times_ms else other)


def _by_pairs(predicted: Measured, other: Measured, noise_floor: float | None) -> Part:
    ratio = paired_ratio(predicted.times_ms, other.times_ms)
    reason = f"'{predicted.name}' takes {text.part(ratio.median)} of the time of '{other.name}'"
    if noise_floor is None:
        return Answer.CANNOT_TELL, f"{reason}, and the noise is not known"
    verdict = time_verdict(ratio, noise_floor)
    if verdict is TimeVerdict.CANNOT_TELL:
        return Answer.CANNOT_TELL, f"{reason}, within the noise"
    return (Answer.CONFIRMED if verdict is TimeVerdict.FASTER else Answer.REFUTED), reason


def _took_at_least_ms(variant: Measured) -> float | None:
    """What the mean over the cases is at least if one of them, whichever, was ended."""
    if variant.over_s is None:
        return None
    return 1000 * variant.over_s * min(run.case.weight for run in variant.runs)


def _judge_use(variant: Measured, wanted: str) -> Part:
    plans = _plans(variant)
    if plans is None:
        return Answer.CANNOT_TELL, _not_measured(variant)
    without = [plan for plan in plans if not _shows(plan, wanted)]
    if not without:
        return Answer.CONFIRMED, _shape_of(variant, plans[0])
    return (
        Answer.REFUTED,
        f"no {wanted}{_in_cases(without, plans)}: {_shape_of(variant, without[0])}",
    )


def _judge_no_use(variant: Measured, unwanted: str) -> Part:
    plans = _plans(variant)
    if plans is None:
        return Answer.CANNOT_TELL, _not_measured(variant)
    showing = [plan for plan in plans if _shows(plan, unwanted)]
    if not showing:
        return Answer.CONFIRMED, f"no {unwanted}: {_shape_of(variant, plans[0])}"
    return Answer.REFUTED, f"{_shape_of(variant, showing[0])}{_in_cases(showing, plans)}"


def _plans(variant: Measured) -> list[Plan] | None:
    """The plans of all cases; None where one is lacking."""
    plans = [run.plan for run in variant.runs if run.plan is not None]
    return plans if len(plans) == len(variant.runs) else None


def _shows(plan: Plan, wanted: str) -> bool:
    return plan.uses(wanted) or any(node.node_type == wanted for node in plan.nodes)


def _shape_of(variant: Measured, plan: Plan) -> str:
    return f"the plan of '{variant.name}' is {plan.shape}"


def _in_cases(some: Sequence[Plan], plans: Sequence[Plan]) -> str:
    return f" in {len(some)} of {len(plans)} cases" if len(plans) > 1 else ""


def _judge_factor(result: Measurements, wanted: Factor, *, least: bool) -> Part:
    """Whether a variant, or the best, touches so many times fewer blocks than the baseline."""
    name, factor = wanted if isinstance(wanted, tuple) else (None, wanted)
    chosen = result.fewest_blocks if name is None else result[name]
    baseline = result.baseline
    for variant in (baseline, chosen):
        if variant is None or variant.blocks is None:
            return Answer.CANNOT_TELL, _not_measured(variant or baseline)
    assert chosen is not None
    was, now = baseline.blocks or 0, chosen.blocks or 0
    measured = was / max(now, 1)
    bound = _bound(factor, least=least)
    reason = f"{_compared_blocks(result, chosen, named=name is not None)}, predicted {bound}"
    # A better one could still turn up among those that were not measured.
    open_one = next((each for each in result.variants if each.blocks is None), None)
    reached = measured >= factor if least else measured > factor
    if name is None and open_one is not None and not reached:
        return Answer.CANNOT_TELL, f"{reason}, but {_not_measured(open_one)}"
    return (Answer.CONFIRMED if reached is least else Answer.REFUTED), reason


def _compared_blocks(result: Measurements, chosen: Measured, *, named: bool) -> str:
    """How many blocks the variant touches against the baseline."""
    baseline = result.baseline
    was, now = baseline.blocks or 0, chosen.blocks or 0
    if chosen is baseline and named:
        return f"'{baseline.name}' is the baseline itself ({text.plural(was, 'block')})"
    if not named and now >= was:
        return f"no variant touches fewer blocks than '{baseline.name}' ({text.count(was)})"
    told = compared(now, was)
    so_many = "as many blocks as" if told == "same" else f"{told} blocks than"
    numbers = f"({text.count(now)} and {text.count(was)})"
    return f"'{chosen.name}' touches {so_many} '{baseline.name}' {numbers}"


def _bound(factor: float, *, least: bool) -> str:
    """`at least 10x fewer`; below 1 it is the other way round: `at most 2.0x more`."""
    if factor < 1:
        return f"at {'most' if least else 'least'} {text.ratio(1 / factor)} more"
    return f"at {'least' if least else 'most'} {text.ratio(factor)} fewer"


def _judge_same(variants: Sequence[Measured]) -> Part:
    for variant in variants:
        if variant.blocks is None:
            return Answer.CANNOT_TELL, _not_measured(variant)
    counted = [(each.blocks or 0, each.name) for each in variants]
    (fewest, _), (most, _) = min(counted), max(counted)
    touched = ", ".join(f"'{name}' {text.count(blocks)}" for blocks, name in counted)
    reason = f"blocks touched: {touched} (the same within {100 * TOLERANCE:.0f} % or {FEWEST})"
    return (Answer.CONFIRMED if as_good(most, fewest) else Answer.REFUTED), reason


def _not_measured(variant: Measured) -> str:
    if variant.over_s is not None:
        return f"'{variant.name}' took over {variant.over_s:g} s"
    return f"'{variant.name}' was not measured{f' ({variant.trouble})' if variant.trouble else ''}"
