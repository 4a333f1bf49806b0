"""DRIFT: a database is not what its models say; found by `drifting.py`, which has both pictures."""

from lab.conventions.reviewing import Rule
from lab.findings import Severity

RULE = Rule(
    code="DRIFT",
    severity=Severity.WARNING,
    meaning="The migrations made something else than the models say, or somebody changed the "
    "database by hand. Code is written and tested against the one, and runs on the other.",
    advice="Decide which of the two is meant: write a migration, or correct the model.",
    find=lambda _: (),
    claims=("B7", "B10"),
    origins=frozenset(),
)
