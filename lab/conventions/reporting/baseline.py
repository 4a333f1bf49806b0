"""What was known before: findings that `lab lint --json` wrote, and which of today's are new."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from lab.conventions.reporting.lint_result import Lint
from lab.errors import LabError
from lab.show import text

IDENTITY = ("code", "schema", "table", "column", "index", "constraint")
"""What makes two findings the same one; numbers and words may change."""
HINT = "Write one: lab lint ... --json > baseline.json"

Known: TypeAlias = Counter[tuple[Any, ...]]


def parse_baseline(written: str, source: str) -> Known:
    """How often each finding was told, of the text of a file of that name.

    Raises:
        LabError: it is not what `lab lint --json` writes.
    """
    try:
        found = json.loads(written)
    except (json.JSONDecodeError, RecursionError):
        raise LabError(f"{source} is not JSON", hint=HINT) from None
    if not isinstance(found, list) or not all(_is_finding(each) for each in found):
        raise LabError(f"{source} is not a list of findings", hint=HINT)
    return Counter(map(_identity, found))


def only_new(lint: Lint, known: Known) -> Lint:
    """The lint without what was known; how much that is, and what is gone, is a remark.

    One place can have several findings of a code: as many as were known are left out.
    """
    left = Counter(known)
    new = []
    for finding in lint.findings:
        identity = _identity(finding.to_json())
        if left[identity]:
            left[identity] -= 1
        else:
            new.append(finding)
    told = text.plural(len(lint.findings) - len(new), "known finding")
    remark = f"{told} left out; {text.count(left.total())} of the baseline gone"
    return replace(lint, findings=tuple(new), remarks=(*lint.remarks, remark))


def _is_finding(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("code"), str)


def _identity(finding: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(json.dumps(finding.get(name)) for name in IDENTITY)
