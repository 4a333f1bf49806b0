"""Findings of a schema in text and HTML: what holds for a code is said once, above its findings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lab.findings import CODE, Confidence, Finding, Severity, as_line
from lab.show import html, text
from lab.show.terminal import Tone, painted, wrapped, wrapped_code

TONES = {Severity.HIGH: Tone.RED, Severity.WARNING: Tone.AMBER, Severity.INFO: Tone.BLUE}
SEEN_AT_ONCE = 4
"""Of how many codes nobody needs a list of contents."""
OPERATIONS = 4
"""How many operations of a fix the text shows; a revision, a notebook and --json have all."""
LOOK_FIRST = "look first"


class Line(NamedTuple):
    """A line of the text, before it is fitted into a window."""

    lead: str
    """What stands before the words; further lines are set in as far."""
    words: str
    tone: Tone | None = None
    code: bool = False


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

    @property
    def caution(self) -> str:
        """What somebody has to look at first, where it is the same for several."""
        said = {each.fix.caution if each.fix else "" for each in self.findings}
        return said.pop() if len(said) == 1 and len(self.findings) > 1 else ""

    def explained(self) -> Iterator[tuple[str, str]]:
        """What holds for all of them."""
        first = self.first
        claims = f"claims {', '.join(first.claims)}" if first.claims else ""
        notebook = f"notebook {first.notebook}" if first.notebook else ""
        told = {
            "meaning": first.meaning,
            "advice": first.advice,
            LOOK_FIRST: self.caution,
            "see": "; ".join(each for each in (notebook, claims) if each),
        }
        return ((name, value) for name, value in told.items() if value)

    def fix_of(self, finding: Finding) -> list[tuple[str, str]]:
        """How one of them is mended, each piece under its name; what was said above is left out."""
        lines = finding.fix.lines() if finding.fix else ()
        return [each for each in lines if not (self.caution and each[0] == LOOK_FIRST)]


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


def contents(groups: Sequence[Group]) -> Iterator[str]:
    """The codes of each severity with their numbers; nothing where all are seen at once."""
    if len(groups) <= SEEN_AT_ONCE:
        return
    findings = [each for group in groups for each in group.findings]
    for severity in reversed(Severity):
        codes = Counter(each.code for each in findings if each.severity is severity)
        if codes:
            told = (f"{code} ({many})" if many > 1 else code for code, many in codes.items())
            yield f"{severity}: {', '.join(told)}"


def as_text(head: str, findings: Sequence[Finding], remarks: Sequence[str]) -> Iterator[Line]:
    """The headline, the codes, a block for each of them with its findings, and remarks below."""
    groups = grouped(findings)
    yield Line("", head, Tone.STRONG)
    yield from (Line("  ", each) for each in contents(groups))
    for group in groups:
        yield Line("", "")
        yield Line("", group.heading, TONES[group.first.severity])
        for name, value in group.explained():
            yield Line("  ", f"{name}: {value}", Tone.QUIET)
        for finding in group.findings:
            yield Line("  - ", titled(finding))
            yield from _fix_lines(group.fix_of(finding))
    if remarks:
        yield Line("", "")
    yield from (Line("", each, Tone.QUIET) for each in remarks)


def _fix_lines(fix: Sequence[tuple[str, str]]) -> Iterator[Line]:
    """The lines of a fix; of many operations the first, and how many follow."""
    places = [at for at, (name, _) in enumerate(fix) if name == "migration"]
    left_out = places[OPERATIONS:] if len(places) > OPERATIONS + 1 else []
    for at, (name, value) in enumerate(fix):
        if left_out and at == left_out[0]:
            yield Line("      ", f"migration: and {len(left_out)} more operations", Tone.QUIET)
        if at not in left_out:
            yield Line("      ", f"{name}: {value}", code=name in CODE)


def drawn(lines: Iterable[Line], *, width: int | None, colour: bool) -> str:
    """Lines as wide as the window, if there is one; `colour` adds the codes of a terminal."""
    return "\n".join(
        painted(each, line.tone) if colour else each
        for line in lines
        for each in _fitted(line, width)
    )


def _fitted(line: Line, width: int | None) -> Iterator[str]:
    lead, words = line.lead, text.plain(line.words)
    further = " " * (len(lead) + (0 if lead.strip() else 2))
    fit = wrapped_code if line.code else wrapped
    parts = [words] if width is None else fit(words, width - len(further))
    yield lead + parts[0]
    yield from (further + part for part in parts[1:])


def as_html(head: str, findings: Sequence[Finding], remarks: Sequence[str]) -> str:
    """The same; what a finding's fix consists of unfolds below its title."""
    groups = grouped(findings)
    parts = [html.title(html.data(head))]
    parts += [html.element("div", html.data(each)) for each in contents(groups)]
    parts += map(_group, groups)
    parts += [html.element("div", html.data(each), css="lab-quiet") for each in remarks]
    return html.fragment(*parts)


def _group(group: Group) -> html.Markup:
    first = group.first
    tone = {"hot": first.severity is Severity.HIGH, "good": first.severity is Severity.INFO}
    parts = [html.element("div", html.badge(group.heading, **tone))]
    for name, value in group.explained():
        line = html.join([f"{name}: ", html.data(value)])
        parts.append(html.element("div", line, css="lab-quiet lab-prose"))
    found = [html.element("li", _finding(each, group.fix_of(each))) for each in group.findings]
    parts.append(html.element("ul", html.join(found), style="margin:.2em 0;padding-left:1.4em"))
    return html.element("div", html.join(parts), css="lab-part")


def _finding(finding: Finding, told: Sequence[tuple[str, str]]) -> html.Markup:
    title = html.element("div", html.data(titled(finding)))
    if not told:
        return title
    lines = [as_line(*each) for each in told]
    # A name may come several times: a fix can have several operations.
    names = ", ".join(dict.fromkeys(name for name, _ in told))
    return html.join([title, html.details(f"fix: {names}", html.join(lines))])
