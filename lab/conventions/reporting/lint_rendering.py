"""Findings of a schema in text and HTML: what holds for a code is said once, above its findings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lab.findings import Confidence, Finding, Severity
from lab.show import html, text
from lab.show.terminal import Tone, painted, wrapped

TONES = {Severity.HIGH: Tone.RED, Severity.WARNING: Tone.AMBER, Severity.INFO: Tone.BLUE}

Line: TypeAlias = tuple[str, str, Tone | None]
"""What stands before the words (further lines are set in as far), the words, how they look."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one code that share severity, meaning and advice."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """Any of them, for what they share."""
        return self.findings[0]

    @property
    def heading(self) -> str:
        """`warning FK_WITHOUT_INDEX`, and how many."""
        many = len(self.findings)
        return f"{self.first.severity} {self.first.code}" + (f", {many} times" if many > 1 else "")

    def explained(self) -> Iterator[tuple[str, str]]:
        """What holds for all of them."""
        first = self.first
        claims = f"claims {', '.join(first.claims)}" if first.claims else ""
        notebook = f"notebook {first.notebook}" if first.notebook else ""
        told = {
            "meaning": first.meaning,
            "advice": first.advice,
            "see": "; ".join(each for each in (notebook, claims) if each),
        }
        return ((name, value) for name, value in told.items() if value)


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """The findings by what can be said of them together, in the order of the first of each."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for each in findings:
        found.setdefault((each.severity, each.code, each.meaning, each.advice), []).append(each)
    return tuple(Group(tuple(each)) for each in found.values())


def titled(finding: Finding) -> str:
    """The title, the place in the models, and how sure it is where it is not quite."""
    sure = finding.confidence is Confidence.HIGH
    more = [finding.place, "" if sure else f"{finding.confidence} confidence"]
    told = ", ".join(each for each in more if each)
    return finding.title + (f" ({told})" if told else "")


def fix_of(finding: Finding) -> list[tuple[str, str]]:
    """How it is mended, each piece under its name."""
    return [] if finding.fix is None else [*finding.fix.lines()]


def as_text(head: str, findings: Sequence[Finding], remarks: Sequence[str]) -> Iterator[Line]:
    """The headline, a block for each code, remarks."""
    yield "", head, Tone.STRONG
    for group in grouped(findings):
        yield "", "", None
        yield "", group.heading, TONES[group.first.severity]
        for name, value in group.explained():
            yield "  ", f"{name}: {value}", Tone.QUIET
        for finding in group.findings:
            yield "  - ", titled(finding), None
            for name, value in fix_of(finding):
                yield "      ", f"{name}: {value}", None
    if remarks:
        yield "", "", None
    for remark in remarks:
        yield "", remark, Tone.QUIET


def drawn(lines: Iterable[Line], *, width: int | None, colour: bool) -> str:
    """Lines as wide as the window, if there is one; `colour` adds the codes of a terminal."""
    return "\n".join(
        painted(each, tone) if colour else each
        for lead, words, tone in lines
        for each in _fitted(lead, text.plain(words), width)
    )


def _fitted(lead: str, words: str, width: int | None) -> Iterator[str]:
    further = " " * (len(lead) + (0 if lead.strip() else 2))
    parts = [words] if width is None else wrapped(words, width - len(further))
    yield lead + parts[0]
    yield from (further + part for part in parts[1:])


def as_html(head: str, findings: Sequence[Finding], remarks: Sequence[str]) -> str:
    """The same; what a finding's fix consists of unfolds below its title."""
    parts = [html.title(html.data(head)), *map(_group, grouped(findings))]
    parts += [html.element("div", html.data(each), css="lab-quiet") for each in remarks]
    return html.fragment(*parts)


def _group(group: Group) -> html.Markup:
    first = group.first
    tone = {"hot": first.severity is Severity.HIGH, "good": first.severity is Severity.INFO}
    parts = [html.element("div", html.badge(group.heading, **tone))]
    for name, value in group.explained():
        line = html.join([f"{name}: ", html.data(value)])
        parts.append(html.element("div", line, css="lab-quiet lab-prose"))
    found = [html.element("li", _finding(each)) for each in group.findings]
    parts.append(html.element("ul", html.join(found), style="margin:.2em 0;padding-left:1.4em"))
    return html.element("div", html.join(parts), css="lab-part")


def _finding(finding: Finding) -> html.Markup:
    title = html.element("div", html.data(titled(finding)))
    told = fix_of(finding)
    if not told:
        return title
    lines = [
        html.element("div", html.join([f"{name}: ", html.code(value)])) for name, value in told
    ]
    # A name may come several times: a fix can have several operations.
    names = ", ".join(dict.fromkeys(name for name, _ in told))
    return html.join([title, html.details(names, html.join(lines))])
