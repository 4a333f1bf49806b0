"""What a lint of a schema says: its findings in the order of their weight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from lab.conventions.reporting.lint_rendering import as_html, as_text, drawn
from lab.findings import Finding, Severity
from lab.show import Shown, text
from lab.show.frames import as_frame
from lab.show.text import first_few


@dataclass(frozen=True, slots=True, repr=False)
class Lint(Shown, Sequence[Finding]):
    """The findings of one lint, the gravest first: a sequence of them that shows itself."""

    subject: str
    """What was looked at, such as `9 tables of lab.models`."""
    findings: tuple[Finding, ...]
    exempted: tuple[tuple[Finding, str], ...] = ()
    """What an exemption accepts, and its reason."""
    unneeded: tuple[str, ...] = ()
    """Exemptions that accept nothing."""
    remarks: tuple[str, ...] = ()
    """What else there is to say, such as why something was not looked at."""

    @overload
    def __getitem__(self, at: int) -> Finding: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Finding]: ...

    def __getitem__(self, at: int | slice) -> Finding | Sequence[Finding]:
        return self.findings[at]

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __repr__(self) -> str:
        counts = [
            f"{count} {severity}"
            for severity in reversed(Severity)
            if (count := sum(each.severity is severity for each in self.findings))
        ]
        found = text.plural(len(self.findings), "finding") + (
            f" ({', '.join(counts)})" if counts else ""
        )
        also = f", {len(self.exempted)} exempted" if self.exempted else ""
        return f"{text.plain(self.subject)}: {found}{also}"

    def to_json(self) -> list[dict[str, object]]:
        """Every finding with the fields that apply."""
        return [each.to_json() for each in self.findings]

    def to_frame(self) -> Any:
        """A row a finding, as a pandas.DataFrame."""
        names = ("severity", "code", "schema", "table", "column", "index", "constraint", "title")
        rows = [{name: getattr(each, name) for name in names} for each in self.findings]
        return as_frame(rows, dict.fromkeys(names, "string"))

    def render_text(self, *, width: int | None = None, colour: bool = False) -> str:
        """A line of counts; what each code means, once; its findings with what mends them.

        A fix of many operations is cut short.
        """
        lines = as_text(repr(self), self.findings, self._said_below())
        return drawn(lines, width=width, colour=colour)

    def render_html(self) -> str:
        """The same; what mends a finding unfolds below it."""
        return as_html(repr(self), self.findings, self._said_below())

    def _said_below(self) -> list[str]:
        named = first_few([*self.unneeded])
        return [
            *([f"exemptions that nothing needs here: {named}"] if named else []),
            *self.remarks,
        ]
