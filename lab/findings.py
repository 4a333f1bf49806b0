"""What a review says, of a plan, a schema or a migration: a code, how grave it is, the evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum

from lab.show import Shown, fragment, html, text

CODE = ("model", "migration")
"""Under which names a fix has pieces of a program."""


class Severity(StrEnum):
    """How grave a finding is; the later, the graver."""

    INFO = "info"
    WARNING = "warning"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for the least grave."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How sure the review is that what it found is a fault, and not merely looks like one."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """How a finding is mended: the line of the model, and the operations of an Alembic revision."""

    model: str = ""
    """The line of a SQLModel class as it should read."""
    upgrade: tuple[str, ...] = ()
    """Statements of `upgrade()`, in their order."""
    downgrade: tuple[str, ...] = ()
    """Statements of `downgrade()`, in their order."""
    caution: str = ""
    """Why somebody has to look first; empty where it loses nothing and blocks for moments only."""
    outside_transaction: bool = False
    """Whether it must run in an autocommit block, as CONCURRENTLY must."""

    @property
    def safe(self) -> bool:
        """Whether it can be applied without asking."""
        return bool(self.upgrade) and not self.caution

    def to_json(self) -> dict[str, object]:
        """The fields by name."""
        return {
            "model": self.model,
            "upgrade": list(self.upgrade),
            "downgrade": list(self.downgrade),
            "caution": self.caution,
            "outside_transaction": self.outside_transaction,
            "safe": self.safe,
        }

    def lines(self) -> Iterator[tuple[str, str]]:
        """What it consists of, each piece under its name."""
        for line in self.model.splitlines():
            yield "model", line
        for operation in self.upgrade:
            yield "migration", operation
        if self.caution:
            yield "look first", self.caution


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding(Shown):
    """One thing that a review found. What does not apply is None or empty."""

    code: str
    severity: Severity
    title: str
    """The evidence in one sentence, with its numbers."""
    meaning: str = ""
    """Why it matters."""
    advice: str = ""
    """What to try."""
    confidence: Confidence = Confidence.HIGH
    evidence: Mapping[str, object] = field(default_factory=dict)
    """The numbers of the title by name; the unit is in the name where it is not rows or blocks."""
    proof: str = ""
    """What came of trying the advice, where it was tried."""
    node: int | None = None
    """The place of the node in the plan's `nodes`."""
    schema: str | None = None
    table: str | None = None
    column: str | None = None
    index: str | None = None
    constraint: str | None = None
    fix: Fix | None = None
    claims: tuple[str, ...] = ()
    """The claims of the ledger that it comes from, such as C03."""
    notebook: str = ""
    """The notebook that proves it."""
    file: str | None = None
    line: int | None = None
    name: str = ""
    """What it speaks of, as nothing else of its code and schema is called."""
    parts: tuple["Finding", ...] = ()
    """Those that it stands for, where it tells of several in one."""
    rests_on_times: bool = False
    """Whether another run might not show it: milliseconds or the state of a cache told it."""

    def __repr__(self) -> str:
        return f"{self.severity} {self.code}: {text.plain(self.title)}"

    @property
    def place(self) -> str:
        """Where it is written, such as `models.py:12`; empty where that is not known."""
        return "" if self.file is None else f"{self.file}:{self.line}"

    @property
    def names(self) -> tuple[str, ...]:
        """What it speaks of: one thing, or all those that it stands for."""
        several = tuple(each.name for each in self.parts)
        return several or ((self.name,) if self.name else ())

    def to_json(self) -> dict[str, object]:
        """The fields that apply, by name; of its parts the names alone."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        told = told | {"names": list(self.names), "name": None, "parts": None}
        kept = {name: value for name, value in told.items() if value not in (None, "", (), [])}
        if not self.rests_on_times:
            del kept["rests_on_times"]
        if self.fix is not None:
            kept["fix"] = self.fix.to_json()
        return kept | {"evidence": dict(self.evidence)}

    def render_text(self) -> str:
        """The title, then what it means, what to try and what that gained, each on a line."""
        told = [f"  {name}: {text.plain(value)}" for name, value in self._explained()]
        return "\n".join([repr(self), *told])

    def render_html(self) -> str:
        """The same with a badge."""
        return fragment(self.as_markup())

    def as_markup(self) -> html.Markup:
        """The same as a part of a page."""
        tone = {"hot": self.severity is Severity.HIGH, "good": self.severity is Severity.INFO}
        badge = html.badge(f"{self.severity} {self.code}", **tone)
        lines = [as_line(name, value, css="lab-quiet") for name, value in self._explained()]
        return html.element("div", html.join([badge, " ", html.data(self.title), *lines]))

    def _explained(self) -> Iterator[tuple[str, str]]:
        for name in ("meaning", "advice", "proof", "notebook"):
            if value := getattr(self, name):
                yield name, value
        if self.fix is not None:
            yield from self.fix.lines()
        if self.place:
            yield "at", self.place


def as_line(name: str, value: str, *, css: str = "") -> html.Markup:
    """A piece under its name, as a line of a page; what is to be written is shown as code."""
    shown = html.code(value) if name in CODE else html.data(value)
    return html.element("div", html.join([f"{name}: ", shown]), css=css)


def at_least(findings: Sequence[Finding], severity: Severity) -> tuple[Finding, ...]:
    """Those that are as grave as that, or graver."""
    return tuple(each for each in findings if each.severity.rank >= severity.rank)


def gravest_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """By severity, then as they stand in the plan, then by code."""
    return tuple(
        sorted(
            findings,
            key=lambda each: (
                -each.severity.rank,
                -1 if each.node is None else each.node,
                each.code,
            ),
        )
    )
