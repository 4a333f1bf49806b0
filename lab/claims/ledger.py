"""The claims as the package keeps them: one file of `entries/` for each, named by its id.

C01 to C35 are what the source documents recommend; B1 to B35 are their errors and contradictions,
told as what happens when one does as they print.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from lab.claims.claim import OPEN, WIDTH, Claim, verdict_badge
from lab.errors import UnknownNameError, did_you_mean
from lab.experiments import Answer
from lab.show import Shown, fragment, html, text

ENTRIES = Path(__file__).parent / "entries"


class Claims(Mapping[str, Claim], Shown):
    """All claims by id, in the order of their numbers, C before B."""

    @cached_property
    def _found(self) -> dict[str, Claim]:
        claims = (_read(path) for path in ENTRIES.glob("*.toml"))
        ordered = sorted(claims, key=lambda each: (each.id[0] != "C", int(each.id[1:])))
        return {claim.id: claim for claim in ordered}

    def __getitem__(self, id_: str) -> Claim:
        if id_ not in self._found:
            hint = did_you_mean(id_, self, "'lab claims' lists them")
            raise UnknownNameError(f"No claim '{id_}'", hint=hint)
        return self._found[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return tally(list(self.values()))

    def render_text(self, width: int = WIDTH) -> str:
        """Each claim in lines of that width, and how many have which verdict."""
        return "\n".join([*(each.render_text(width) for each in self.values()), "", repr(self)])

    def render_html(self) -> str:
        """The same as a table."""
        rows = [
            [
                each.id,
                verdict_badge(each.verdict),
                html.element("div", each.claim, css="lab-prose"),
                html.element("div", _below(each.details()), css="lab-prose lab-quiet"),
            ]
            for each in self.values()
        ]
        headers = ["claim", "verdict", "what it says", "found, with its limits"]
        return fragment(html.title(repr(self)), html.table(headers, rows))


def tally(claims: Sequence[Claim]) -> str:
    """How many claims have which verdict, in one line."""
    counted = Counter(claim.verdict for claim in claims)
    parts = [f"{counted[verdict]} {verdict}" for verdict in (*Answer, OPEN)]
    return f"{text.plural(len(claims), 'claim')}: {', '.join(parts)}"


def _below(lines: Sequence[str]) -> html.Markup:
    return html.join([html.element("div", html.data(line)) for line in lines])


def _read(path: Path) -> Claim:
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    return Claim(id=path.stem, **{**given, "notebooks": tuple(given.get("notebooks", ()))})


CLAIMS = Claims()
