"""Fixes that a revision cannot have beside each other, where models and a database differ.

A rule speaks of the models. What they lack, somebody may have mended in the database alone, and
what they have may not be there yet: the same operation would fail, or undo the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lab.conventions.rules.drift import RULE as DRIFT
from lab.findings import Finding, Fix, Severity

SETTLE_FIRST = f"The table in the database differs from this one ({DRIFT.code}): settle that first"


def undecided(findings: Sequence[Finding], accepted: Iterable[Finding] = ()) -> Iterator[Finding]:
    """The findings; a fix is safe no longer that another one undoes, or that may find no table.

    A table that is another in the database is so where an exemption accepts it, too.
    """
    undone = _codes((each.code, _taken_back(each.fix)) for each in findings)
    made = _codes((each.code, _made(each.fix)) for each in findings)
    differing = {
        table
        for each in (*findings, *accepted)
        if each.code == DRIFT.code and not (_is_safe(each) or _is_in_name_only(each))
        for table in _tables(each)
    }
    for finding in findings:
        others = {code for each in _made(finding.fix) for code in undone[each]}
        others |= {code for each in _taken_back(finding.fix) for code in made[each]}
        if others:
            opposite = f"{' and '.join(sorted(others))} asks for the opposite"
            yield _cautious(finding, f"{opposite}: which of the two is meant?")
        elif finding.code != DRIFT.code and differing & _tables(finding):
            yield _cautious(finding, SETTLE_FIRST)
        else:
            yield finding


def _codes(operations: Iterable[tuple[str, set[str]]]) -> defaultdict[str, set[str]]:
    """The codes by operation."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, several in operations:
        for each in several:
            found[each].add(code)
    return found


def _made(fix: Fix | None) -> set[str]:
    return {*fix.upgrade} if fix else set()


def _taken_back(fix: Fix | None) -> set[str]:
    """What only the way back does; dropping a key to replace it is on both ways."""
    return {*fix.downgrade} - {*fix.upgrade} if fix else set()


def _tables(finding: Finding) -> set[tuple[str | None, str]]:
    """Whose it is: those of all that it stands for; none where the whole schema is meant."""
    parts = finding.parts or (finding,)
    return {(each.schema, each.table) for each in parts if each.table is not None}


def _is_in_name_only(finding: Finding) -> bool:
    """Whether it hinders nothing: the order of columns, say, which nobody can change."""
    return finding.severity is Severity.INFO


def _is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safe


def _cautious(finding: Finding, caution: str) -> Finding:
    if finding.fix is None or not finding.fix.safe:
        return finding
    return replace(finding, fix=replace(finding.fix, caution=caution))
