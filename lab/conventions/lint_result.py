"""What a lint of a schema says: its findings in the order of their weight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from lab.findings import Finding, Severity
from lab.show import Shown, fragment, html, text
from lab.show.frames import as_frame


@dataclass(frozen=True, slots=True, repr=False)
class Lint(Shown, Sequence[Finding]):
    """The findings of one lint, the gravest first: a sequence of them that shows itself."""

    subject: str
    """What was looked at, such as `9 tables of lab.models`."""
    findings: tuple[Finding, ...]
    exempted: tuple[tuple[Finding, str], ...] = ()
    """What an exemption accepts, and its reason."""

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
        return f"{self.subject}: {found}{also}"

    def to_json(self) -> list[dict[str, object]]:
        """Every finding with the fields that apply."""
        return [each.to_json() for each in self.findings]

    def to_frame(self) -> Any:
        """A row a finding."""
        names = ("severity", "code", "table", "column", "title")
        return as_frame([{name: getattr(each, name) for name in names} for each in self.findings])

    def render_text(self) -> str:
        """A block a finding."""
        return "\n".join([repr(self), *(each.render_text() for each in self.findings)])

    def render_html(self) -> str:
        """The same with badges."""
        parts = [html.element("div", html.data(repr(self)))]
        parts += [each.as_markup() for each in self.findings]
        return fragment(html.join(parts))
