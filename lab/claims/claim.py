"""One claim of the source documents, and what became of it."""

from dataclasses import asdict, dataclass
from typing import Any

from lab.show import Shown, fragment, html, text
from lab.show.terminal import wrapped

OPEN = "open"
"""The verdict of a claim that no notebook settles yet."""
WIDTH = 100
INDENT = "    "


@dataclass(frozen=True, slots=True, repr=False)
class Claim(Shown):
    """One claim, and what became of it.

    Attributes:
        id: C01 to C35, B1 to B35.
        source: the documents and sections it comes from.
        claim: what they say, or what happens when one does as they say, in our own words.
        verdict: "confirmed", "refuted", "cannot tell" or "open".
        notebooks: those that settle it, such as "05_column_order".
        evidence: the numbers it rests on, in a sentence.
        limits: where it was found: server, scale, cache, the queries that were tried; of a claim
            that is open, what would settle it.
    """

    id: str
    source: str
    claim: str
    verdict: str = OPEN
    notebooks: tuple[str, ...] = ()
    evidence: str = ""
    limits: str = ""

    def __repr__(self) -> str:
        return f"{self.id} ({self.verdict}): {text.plain(self.claim)}"

    def render_text(self, width: int = WIDTH) -> str:
        """The claim, what was found, its limits and where to see it, in lines of that width."""
        paragraphs = [repr(self), *self.details()]
        lines = [line for each in paragraphs for line in wrapped(each, width - len(INDENT))]
        return f"\n{INDENT}".join(lines)

    def render_html(self) -> str:
        """The same with the verdict as a badge."""
        title = html.join([f"{self.id} ", verdict_badge(self.verdict), " ", self.claim])
        lines = [html.element("div", html.data(each), css="lab-quiet") for each in self.details()]
        return fragment(html.element("div", title), *lines)

    def to_json(self) -> dict[str, Any]:
        """Every field under its name."""
        return asdict(self) | {"notebooks": list(self.notebooks)}

    def details(self) -> list[str]:
        """What there is to say beside the claim and its verdict, a line for each."""
        about = "to settle it" if self.verdict == OPEN else "limits"
        return [
            *([f"found: {self.evidence}"] if self.evidence else []),
            *([f"{about}: {self.limits}"] if self.limits else []),
            *([f"notebook: {', '.join(self.notebooks)}"] if self.notebooks else []),
            f"document {self.source}",
        ]


def verdict_badge(verdict: str) -> html.Markup:
    """The verdict as a word that wants to be seen, unless it is open."""
    if verdict == OPEN:
        return html.element("span", verdict, css="lab-quiet")
    return html.badge(verdict, hot=verdict == "refuted", good=verdict == "confirmed")
