"""The last word of a notebook: a claim of the ledger, and what was found of it here."""

import re
from dataclasses import dataclass

from lab.claims.claim import OPEN, Claim, verdict_badge
from lab.claims.ledger import CLAIMS
from lab.experiments import Answer, Verdict
from lab.show import Shown, fragment, html, text

OF_A_RESULT = re.compile(r"[A-Z]\w+\((.*)\)")


@dataclass(frozen=True, slots=True, repr=False)
class Settlement(Shown):
    """A claim with the answer that was found, which may differ from the ledger's."""

    claim: Claim
    answer: Answer
    reasons: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the ledger says the same."""
        return self.answer == self.claim.verdict

    def __repr__(self) -> str:
        return f"{self.claim.id} {self.answer}: {text.plain(self.claim.claim)}"

    def render_text(self) -> str:
        """The answer, the claim, what it rests on, and whether the ledger says the same."""
        return "\n".join([repr(self), *(f"    {text.plain(line)}" for line in self._lines())])

    def render_html(self) -> str:
        """The same with the answer as a badge."""
        title = html.join(
            [f"{self.claim.id} ", verdict_badge(self.answer), " ", text.plain(self.claim.claim)]
        )
        lines = [html.element("div", html.data(line), css="lab-quiet") for line in self._lines()]
        return fragment(html.element("div", title), *lines)

    def _lines(self) -> list[str]:
        lines = [f"document {self.claim.source}", *self.reasons]
        if self.claim.verdict == OPEN:
            lines.append("the ledger has it as open")
        elif not self.agrees:
            lines.append(f"the ledger says otherwise: {self.claim.verdict}")
        return lines


def settle(
    id_: str,
    found: Verdict | Answer | bool,  # noqa: FBT001 - "it holds" is an answer, not a switch
    *reasons: str,
) -> Settlement:
    """Put what was found beside a claim of the ledger.

    Args:
        id_: such as "C14".
        found: a verdict on the claim (not on a guess that contradicts it), or whether it holds.
        reasons: what it rests on, beside the verdict's own reasons; the `repr` of a result will do.

    Raises:
        UnknownNameError: the ledger has no such claim.
    """
    claim = CLAIMS[id_]
    told = tuple(map(_without_class, reasons))
    if isinstance(found, Verdict):
        return Settlement(claim, found.answer, (*found.reasons, *told))
    if isinstance(found, Answer):
        return Settlement(claim, found, told)
    return Settlement(claim, Answer.CONFIRMED if found else Answer.REFUTED, told)


def _without_class(reason: str) -> str:
    """The evidence in the `repr` of a result: `Comparison(...)` without its first word."""
    inside = OF_A_RESULT.fullmatch(reason)
    return inside[1] if inside else reason
