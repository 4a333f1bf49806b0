"""The claims as the package keeps them: one file of `entries/` for each, named by its id.

C01 to C35 are what the source documents recommend; B1 to B35 are their errors and contradictions,
told as what happens when one does as they print.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from lab.errors import UnknownNameError

ENTRIES = Path(__file__).parent / "entries"
OPEN = "open"
"""The verdict of a claim that no notebook settles yet."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, and what became of it.

    Attributes:
        id: C01 to C35, B1 to B35.
        source: the documents and sections it comes from.
        claim: what they say, or what happens when one does as they say, in our own words.
        verdict: "confirmed", "refuted", "cannot tell" or "open".
        notebooks: those that settle it, such as "05_column_order".
        evidence: the numbers it rests on, in a sentence.
        limits: where it was found: server, scale, cache, the queries that were tried.
    """

    id: str
    source: str
    claim: str
    verdict: str = OPEN
    notebooks: tuple[str, ...] = ()
    evidence: str = ""
    limits: str = ""

    def __repr__(self) -> str:
        return f"{self.id} {self.verdict}: {self.claim}"


class Claims(Mapping[str, Claim]):
    """All claims by id, in the order of their numbers, C before B."""

    @cached_property
    def _found(self) -> dict[str, Claim]:
        claims = (_read(path) for path in ENTRIES.glob("*.toml"))
        ordered = sorted(claims, key=lambda each: (each.id[0] != "C", int(each.id[1:])))
        return {claim.id: claim for claim in ordered}

    def __getitem__(self, id_: str) -> Claim:
        if id_ not in self._found:
            close = [f"Did you mean '{each}'?" for each in get_close_matches(id_, self, n=1)]
            hint = " ".join([*close, "'lab claims' lists them"])
            raise UnknownNameError(f"No claim '{id_}'", hint=hint)
        return self._found[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return f"{len(self)} claims"


def _read(path: Path) -> Claim:
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    return Claim(id=path.stem, **{**given, "notebooks": tuple(given.get("notebooks", ()))})


CLAIMS = Claims()
