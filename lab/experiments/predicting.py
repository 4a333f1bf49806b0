"""A prediction made before an experiment, and the verdict after it."""

import enum
from dataclasses import dataclass, fields

from lab.errors import LabError
from lab.experiments.measured import Measured, Measurements
from lab.experiments.pairs import paired_ratio, time_verdict
from lab.show import Shown, fragment, html, text


class Answer(enum.StrEnum):
    """What became of a prediction."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Prediction:
    """A guess about a comparison; each part that is given is judged on its own.

    Attributes:
        fewest_blocks: the variant that touches the fewest blocks. Deterministic.
        fastest: the variant whose time is below every other's by more than the noise.
        uses: variant -> the index, or the plan node, that its plan will show. Deterministic.
        at_least: the best variant touches so many times fewer blocks than the baseline.
    """

    fewest_blocks: str | None = None
    fastest: str | None = None
    uses: tuple[str, str] | None = None
    at_least: float | None = None

    def __repr__(self) -> str:
        parts = ((part.name, getattr(self, part.name)) for part in fields(self))
        given = ", ".join(f"{name}={value!r}" for name, value in parts if value is not None)
        return f"Prediction({given})"


@dataclass(frozen=True, slots=True, repr=False)
class Verdict(Shown):
    """Confirmed, refuted or cannot tell, with the numbers it rests on."""

    answer: Answer
    reasons: tuple[str, ...]

    def __repr__(self) -> str:
        return text.plain(f"{self.answer}: {'; '.join(self.reasons)}")

    def render_text(self) -> str:
        """The answer and its reasons."""
        return repr(self)

    def render_html(self) -> str:
        """The same with the answer as a badge."""
        badge = html.badge(
            self.answer,
            hot=self.answer == Answer.REFUTED,
            good=self.answer == Answer.CONFIRMED,
        )
        return fragment(html.join([badge, " ", text.plain("; ".join(self.reasons))]))


def judge(result: Measurements, prediction: Prediction) -> Verdict:
    """The verdict over all parts: refuted if one is, cannot tell if one cannot be told.

    Raises:
        LabError: nothing was predicted, a variant that was not compared, or there is only one.
    """
    if len(result.variants) < 2:
        raise LabError("One variant alone is compared with nothing", hint="Compare two or more")
    parts: list[tuple[Answer, str]] = []
    if prediction.fewest_blocks is not None:
        parts.append(_judge_blocks(result, result[prediction.fewest_blocks]))
    if prediction.fastest is not None:
        parts.append(_judge_time(result, result[prediction.fastest]))
    if prediction.uses is not None:
        variant, wanted = prediction.uses
        parts.append(_judge_use(result[variant], wanted))
    if prediction.at_least is not None:
        parts.append(_judge_factor(result, prediction.at_least))
    if not parts:
        raise LabError(
            "The prediction says nothing", hint="Write lab.Prediction(fewest_blocks='none')"
        )
    answers = [answer for answer, _ in parts]
    weakest = next(
        a for a in (Answer.REFUTED, Answer.CANNOT_TELL, Answer.CONFIRMED) if a in answers
    )
    return Verdict(weakest, tuple(reason for _, reason in parts))


def _judge_blocks(result: Measurements, predicted: Measured) -> tuple[Answer, str]:
    best = min(result.variants, key=lambda variant: variant.blocks)
    numbers = f"'{predicted.name}' touches {text.plural(predicted.blocks, 'block')}"
    if predicted.blocks > best.blocks:
        return Answer.REFUTED, f"{numbers}, '{best.name}' only {text.count(best.blocks)}"
    rivals = [v for v in result.variants if v.blocks == best.blocks and v is not predicted]
    if rivals:
        return Answer.CANNOT_TELL, f"{numbers}, and so does '{rivals[0].name}'"
    others = min(v.blocks for v in result.variants if v is not predicted)
    return Answer.CONFIRMED, f"{numbers}, the next best {text.count(others)}"


def _judge_time(result: Measurements, predicted: Measured) -> tuple[Answer, str]:
    told = []
    for other in result.variants:
        if other is predicted:
            continue
        ratio = paired_ratio(predicted.times_ms, other.times_ms)
        verdict = time_verdict(ratio, result.noise_floor)
        reason = f"'{predicted.name}' takes {ratio.median:.2f} of the time of '{other.name}'"
        if verdict == "slower":
            return Answer.REFUTED, reason
        told.append((verdict, reason))
    unclear = [reason for verdict, reason in told if verdict == "cannot tell"]
    if unclear:
        return Answer.CANNOT_TELL, f"{unclear[0]}, within the noise"
    return Answer.CONFIRMED, "; ".join(reason for _, reason in told)


def _judge_use(variant: Measured, wanted: str) -> tuple[Answer, str]:
    kinds = [node.node_type for node in variant.plan.nodes]
    shown = f"the plan of '{variant.name}' is {variant.plan.shape}"
    if wanted in kinds or variant.plan.uses(wanted):
        return Answer.CONFIRMED, shown
    return Answer.REFUTED, f"no {wanted}: {shown}"


def _judge_factor(result: Measurements, factor: float) -> tuple[Answer, str]:
    baseline = result.variants[0]
    best = min(result.variants, key=lambda variant: variant.blocks)
    measured = baseline.blocks / max(best.blocks, 1)
    reason = (
        f"'{best.name}' touches {text.ratio(measured)} fewer blocks than '{baseline.name}' "
        f"({text.count(best.blocks)} and {text.count(baseline.blocks)}; "
        f"predicted at least {text.ratio(factor)})"
    )
    return (Answer.CONFIRMED if measured >= factor else Answer.REFUTED), reason
