"""What was known before: findings that `lab lint --json` wrote, and which of today's are new.

Findings are compared by the names of what they speak of, not by their words and numbers. Of one
that stands for many, what is new is told.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from lab.conventions.knowing.narrowing import narrowed
from lab.conventions.reporting.lint_result import Lint
from lab.errors import LabError
from lab.findings import Finding, gravest_first
from lab.show import text

HINT = "Write one: lab lint ... --json > baseline.json"
ANEW = "An earlier lab wrote it. Write it anew: lab lint ... --json > baseline.json"
MOST_EACH = 5
"""So many that are new of those told of together are told each for itself, unless all have the same
fix."""

Thing: TypeAlias = tuple[str, str | None, str]
"""The code, the schema, and the name of what was told of."""
Known: TypeAlias = Counter[Thing]


def parse_baseline(written: str, source: str) -> Known:
    """How often each thing was told of, of the text of a file of that name.

    Raises:
        LabError: it is not what `lab lint --json` writes, or what it wrote before it told names.
    """
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        raise LabError(f"{source} is not JSON", hint=HINT) from None
    if not isinstance(found, list) or not all(_is_finding(each) for each in found):
        raise LabError(f"{source} is not a list of findings", hint=HINT)
    nameless = [each["code"] for each in found if not each.get("names")]
    if nameless:
        raise LabError(f"{source} does not name what {nameless[0]} was told of", hint=ANEW)
    # Files that were joined may have the same finding twice.
    once = {(each["code"], each.get("schema"), each.get("title"), *each["names"]) for each in found}
    return Counter((code, schema, name) for code, schema, _, *names in once for name in names)


def only_new(lint: Lint, known: Known) -> Lint:
    """The lint without what was known; how much that is, and what is gone, is a remark.

    One thing can have several findings of a code: as many as were known are left out.
    """
    left, new = Counter(known), []
    for finding in lint.findings:
        parts = finding.parts or (finding,)
        unknown = [each for each in parts if not _left_out(each, left)]
        new += [finding] if len(unknown) == len(parts) else _told(finding, unknown)
    out = known.total() - left.total()
    remark = f"{out:,} known left out; {text.count(left.total())} of the baseline gone"
    if known and new and not out:
        remark += ": is it of another project, or of another schema?"
    return replace(lint, findings=gravest_first(new), remarks=(*lint.remarks, remark))


def _is_finding(value: Any) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("code"), str):
        return False
    names = value.get("names", [])
    return (
        isinstance(value.get("schema"), str | None)
        and isinstance(value.get("title"), str | None)
        and isinstance(names, list)
        and all(isinstance(each, str) for each in names)
    )


def _left_out(finding: Finding, left: Known) -> bool:
    """Whether it was known; if so, it is taken from those that are."""
    thing = (finding.code, finding.schema, finding.name)
    known = left[thing] > 0
    left[thing] -= known
    return known


def _told(finding: Finding, new: list[Finding]) -> list[Finding]:
    """What is new of those that a finding stands for."""
    caution = finding.fix.caution if finding.fix else ""
    parts = tuple(_no_safer(each, caution) for each in new)
    fixes = {each.fix for each in parts}
    at_once = len(fixes) == 1 and None not in fixes
    if len(parts) > MOST_EACH or at_once:
        return [narrowed(finding, parts, "new")]
    return [*parts]


def _no_safer(part: Finding, caution: str) -> Finding:
    """The part: what asks for care of all of them asks for it of one."""
    if part.fix is None or not part.fix.safe:
        return part
    return replace(part, fix=replace(part.fix, caution=caution))
