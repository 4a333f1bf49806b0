"""What was known before: findings that `lab lint --json` wrote, and which of today's are new.

Findings are compared by what they speak of, not by their words and numbers. One that speaks of
many things is new as soon as one of them is.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from lab.conventions.reporting.lint_result import Lint
from lab.errors import LabError
from lab.show import text

GATHERED = ("names", "columns", "differences")
"""Where the evidence lists what a finding speaks of."""
HINT = "Write one: lab lint ... --json > baseline.json"

Known: TypeAlias = Counter[str]


def parse_baseline(written: str, source: str) -> Known:
    """How often each thing was told of, of the text of a file of that name.

    Raises:
        LabError: it is not what `lab lint --json` writes.
    """
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        raise LabError(f"{source} is not JSON", hint=HINT) from None
    if not isinstance(found, list) or not all(_is_finding(each) for each in found):
        raise LabError(f"{source} is not a list of findings", hint=HINT)
    return Counter(thing for each in found for thing in _things(each))


def only_new(lint: Lint, known: Known) -> Lint:
    """The lint without what was known; how much that is, and what is gone, is a remark.

    One thing can have several findings of a code: as many as were known are left out.
    """
    left = Counter(known)
    new = []
    for finding in lint.findings:
        things = Counter(_things(finding.to_json()))
        if not things <= left:
            new.append(finding)
        left -= things
    told = text.plural(len(lint.findings) - len(new), "known finding")
    remark = f"{told} left out; {text.count(left.total())} of the baseline gone"
    return replace(lint, findings=tuple(new), remarks=(*lint.remarks, remark))


def _is_finding(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("code"), str)
        and isinstance(value.get("evidence", {}), Mapping)
    )


def _things(finding: Mapping[str, Any]) -> Iterator[str]:
    """Each thing that a finding speaks of, under its code and schema."""
    for name in _listed(finding.get("evidence", {})) or [_place(finding)]:
        yield json.dumps([finding["code"], finding.get("schema"), name], sort_keys=True)


def _listed(evidence: Mapping[str, Any]) -> Sequence[Any]:
    """What the evidence lists, if that can be found by its name."""
    for kind in GATHERED:
        names = evidence.get(kind)
        if not isinstance(names, list | tuple):
            continue
        # A column without its table is in many places.
        if kind != "columns" or all("." in str(each) for each in names):
            return names
    return ()


def _place(finding: Mapping[str, Any]) -> str:
    """What one thing is called, alone as among others."""
    if finding.get("index"):
        return str(finding["index"])
    parts = (finding.get(name) for name in ("table", "column", "constraint"))
    return ".".join(str(each) for each in parts if each)
