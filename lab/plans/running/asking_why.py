"""`why_not`: an index that one thinks should be used, and why PostgreSQL does without it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.database import Database
from lab.plans.plan import Plan
from lab.plans.running.cases import Reason, Why
from lab.plans.running.index_details import read_index
from lab.plans.running.index_use import ALL_WAYS, ask_about
from lab.plans.running.options import Wanted
from lab.plans.running.trials import Trial, asked_of, trial_on
from lab.show import Shown, fragment, html, text


@dataclass(frozen=True, slots=True, repr=False)
class WhyNot(Shown):
    """Why a statement's plan does not use an index, the plainest reason first."""

    index: str
    table: str
    reasons: tuple[Reason, ...]
    plan: Plan
    """As PostgreSQL plans it."""
    forced: Plan | None = None
    """The cheapest plan that uses the index, where there is one."""

    @property
    def used(self) -> bool:
        """Whether the plan uses it after all."""
        return self.why is Why.USED

    @property
    def why(self) -> Why:
        """The plainest reason."""
        return self.reasons[0].why

    @property
    def evidence(self) -> Mapping[str, object]:
        """The numbers and names of all reasons."""
        return {name: value for each in self.reasons for name, value in each.evidence.items()}

    def __repr__(self) -> str:
        return f"{text.plain(self.index)}: {text.plain(self.reasons[0].sentence)}"

    def to_json(self) -> dict[str, object]:
        """The reasons and the two plans, for programs."""
        return {
            "index": self.index,
            "table": self.table,
            "used": self.used,
            "reasons": [
                {"why": str(each.why), "sentence": each.sentence, "advice": each.advice}
                | {"evidence": dict(each.evidence)}
                for each in self.reasons
            ],
            "plan_shape": self.plan.shape,
            "forced_shape": None if self.forced is None else self.forced.shape,
        }

    def render_text(self) -> str:
        """The reasons, each with what to do; then the plan's shape and the one with the index."""
        return "\n".join([self._headline, *(f"  {line}" for line in self._lines())])

    def render_html(self) -> str:
        """The same."""
        lines = [html.element("div", line, css="lab-quiet") for line in self._lines()]
        headline = html.element("div", self._headline)
        return fragment(html.join([headline, *lines]))

    @property
    def _headline(self) -> str:
        verb = "is used" if self.used else "is not used"
        return text.plain(f"{self.index} on {self.table} {verb}")

    def _lines(self) -> Iterator[str]:
        for reason in self.reasons:
            yield text.plain(reason.sentence)
            if reason.advice:
                yield text.plain(f"  try: {reason.advice}")
        yield text.plain(f"plan: {self.plan.shape}")
        if self.forced is not None and not self.used:
            yield text.plain(f"with it: {self.forced.shape}")


def why_not(
    db: Database, statement: object, index_name: str, params: Mapping[str, Any] | None = None
) -> WhyNot:
    """Why the statement's plan does not use the index; nothing is run, only planned.

    It is planned as it is, and again with other ways barred. Where the lab may write and that
    does not lead to the index, the table's other indexes are dropped too, in the transaction that
    is rolled back.

    Args:
        db: where.
        statement: as for `explain`.
        index_name: the index; with its schema, where several have the name.
        params: the values of the parameters.

    Raises:
        UnknownNameError: there is no such index.
        StatementError: PostgreSQL refuses the statement.
    """
    asked = asked_of(statement, params, generic=False)
    with trial_on(db, asked, Wanted(analyze=False)) as trial:
        return why_not_in(trial, index_name)


def why_not_in(trial: Trial, index_name: str) -> WhyNot:
    """The same for a statement that is on a connection already.

    Raises:
        UnknownNameError: there is no such index.
    """
    plan = trial.planned()
    index = read_index(trial.connection, index_name)
    answer = ask_about(trial, plan, index, ALL_WAYS)
    return WhyNot(index.name, index.table, answer.reasons, plan, answer.forced)
