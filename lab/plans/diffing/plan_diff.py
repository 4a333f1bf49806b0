"""Two plans side by side: the judgement, what changed, and each step with its figures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lab.plans.diffing.changes import NONE, Change, Match, changes, matched
from lab.plans.diffing.judging import Judged, Judgement, judged, settings_changed
from lab.plans.diffing.steps import Step, has_schemas, renamed_scans, steps_of
from lab.plans.trees import PlanTree
from lab.show import Shown, fragment, html, text

NO_CHANGE = "The plan is the same, step by step."
TONES = {Judgement.BETTER: {"good": True}, Judgement.WORSE: {"hot": True}}


@dataclass(frozen=True, slots=True, repr=False)
class PlanDiff(Shown):
    """What changed from one plan to another of the same question."""

    judgement: Judgement
    reason: str
    changes: tuple[Change, ...]
    matches: tuple[Match, ...]
    settings: tuple[tuple[str, str, str], ...]
    shows_times: bool = False

    @property
    def worse(self) -> bool:
        """Whether the plan after is known to do more."""
        return self.judgement is Judgement.WORSE

    @property
    def judged(self) -> bool:
        """Whether it is known which of them does more."""
        return self.judgement is not Judgement.CANNOT_TELL

    def timed(self) -> "PlanDiff":
        """The same, which shows times too: each of one run, so they decide nothing."""
        return replace(self, shows_times=True)

    def __repr__(self) -> str:
        told = text.plural(len(self.changes), "change")
        return f"{self.judgement}: {text.plain(self.reason)}; {told}"

    def to_json(self) -> dict[str, object]:
        """The judgement, the changes and the figures of each step, for programs."""
        return {
            "judgement": str(self.judgement),
            "reason": self.reason,
            "settings": [
                dict(zip(("name", "before", "after"), s, strict=True)) for s in self.settings
            ],
            "changes": [
                {"kind": str(c.kind), "name": c.name, "before": c.before, "after": c.after}
                for c in self.changes
            ],
            "steps": [
                {"name": m.step.name, "before": _figures(m.before), "after": _figures(m.after)}
                for m in self.matches
            ],
        }

    def render_text(self) -> str:
        """The judgement, the changes, then a table of the steps."""
        lines = [f"  {text.plain(each.kind)}: {_told(each)}" for each in self.changes]
        changed = ["", "Changes", *lines] if lines else ["", NO_CHANGE]
        rows = [_row(match, shows_times=self.shows_times) for match in self.matches]
        table = text.table(self._headers(), rows, self._signs())
        settings = [f"setting {text.plain(_setting(each))}" for each in self.settings]
        return "\n".join(
            [f"{self.judgement}: {text.plain(self.reason)}", *settings, *changed, "", table]
        )

    def render_html(self) -> str:
        """The same with a badge and a table."""
        head = html.join([html.badge(self.judgement, **TONES.get(self.judgement, {})), " "])
        title = html.element("div", html.join([head, html.data(self.reason)]), css="lab-title")
        settings = [_quiet(f"setting {_setting(each)}") for each in self.settings]
        lines = [
            html.element("div", html.join([html.data(each.kind), ": ", html.data(_told(each))]))
            for each in self.changes
        ]
        rows = [_row(match, shows_times=self.shows_times) for match in self.matches]
        told = lines or [_quiet(NO_CHANGE)]
        return fragment(title, *settings, *told, html.table(self._headers(), rows, self._signs()))

    def _headers(self) -> list[str]:
        times = ["self time before", "after"] if self.shows_times else []
        return ["step", "blocks before", "after", "rows before", "after", *times]

    def _signs(self) -> str:
        return "<" + ">" * (len(self._headers()) - 1)


def diff_of(before: PlanTree, after: PlanTree) -> PlanDiff:
    """The second plan against the first. Steps are matched by table and alias, joins by tables.

    An alias that only one of them has does not hide that it is the same table.
    """
    with_schema = has_schemas(before) and has_schemas(after)
    renamed = renamed_scans(before, after, with_schema=with_schema)
    matches = matched(
        steps_of(before, with_schema=with_schema),
        steps_of(after, with_schema=with_schema, renamed=renamed),
    )
    verdict: Judged = judged(before, after)
    return PlanDiff(
        judgement=verdict.judgement,
        reason=verdict.reason,
        changes=tuple(changes(before, after, matches)),
        matches=matches,
        settings=settings_changed(before, after),
    )


def _told(change: Change) -> str:
    sides = [text.plain(each) for each in (change.before, change.after)]
    # What only one of the plans has is no way from one thing to another.
    told = [side for side in sides if side != NONE] if NONE in sides else [" -> ".join(sides)]
    return f"{text.plain(change.name)}: {' '.join(told)}"


def _setting(setting: tuple[str, str, str]) -> str:
    name, before, after = setting
    return f"{name}: {before} -> {after}"


def _quiet(line: str) -> html.Markup:
    return html.element("div", html.data(line), css="lab-quiet")


def _row(match: Match, *, shows_times: bool) -> list[str]:
    pair = (match.before, match.after)
    cells = [_number(step.blocks if step else None) for step in pair]
    cells += [_number(step.node.total_rows if step else None) for step in pair]
    if shows_times:
        cells += [_time(step) for step in pair]
    return [match.step.name, *cells]


def _number(value: float | None) -> str:
    return "-" if value is None else text.count(value)


def _time(step: Step | None) -> str:
    if step is None or step.self_time is None:
        return "-"
    return ("~" if step.node.time_is_estimated else "") + text.duration(step.self_time)


def _figures(step: Step | None) -> dict[str, object] | None:
    if step is None:
        return None
    return dict(_figure_pairs(step))


def _figure_pairs(step: Step) -> Iterator[tuple[str, object]]:
    yield "method", step.method
    yield "blocks", step.blocks
    yield "rows", step.node.total_rows
    yield "self_time_ms", step.self_time
    yield "cost", step.node.total_cost
