"""Dozens of findings of one cause as one, after those are sorted out that exemptions accept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from lab.conventions.knowing.gathering import merged
from lab.conventions.reviewing import Rule
from lab.findings import Confidence, Finding
from lab.show import text
from lab.show.text import first_few

EACH_UP_TO = "each_up_to"
"""The limit of a rule that says how many of its findings are told each for itself."""


def summed_up(
    findings: Iterable[Finding],
    rules: Mapping[str, Rule],
    limits_of: Callable[[Rule], Mapping[str, float]],
) -> Iterator[Finding]:
    """The findings, but one in place of those of a rule and a severity that are too many.

    Args:
        findings: of one or of several schemas.
        rules: by their codes.
        limits_of: the thresholds of a rule, as they are set.
    """
    groups: defaultdict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        # What is safe to do stays apart: one caution would keep all of it from being done.
        safe = finding.fix is not None and finding.fix.safe
        groups[finding.code, finding.severity, finding.schema, safe].append(finding)
    for several in groups.values():
        rule = rules[several[0].code]
        if rule.several and len(several) > limits_of(rule)[EACH_UP_TO]:
            yield _as_one(several, rule)
        else:
            yield from several


def _as_one(findings: list[Finding], rule: Rule) -> Finding:
    names = list(dict.fromkeys(map(_short, findings)))
    sizes = [size for each in findings if isinstance(size := each.evidence.get("size_bytes"), int)]
    of_size = f" ({text.size(sum(sizes))})" if sum(sizes) else ""
    fixes = [each.fix for each in findings if each.fix]
    advice = {each.advice for each in findings}
    return replace(
        findings[0],
        title=f"{len(findings):,} {rule.several}{of_size}: {first_few(names)}",
        advice=findings[0].advice if len(advice) == 1 else rule.advice,
        confidence=min((each.confidence for each in findings), key=list(Confidence).index),
        evidence={"findings": len(findings), "names": names}
        | ({"size_bytes": sum(sizes)} if sizes else {}),
        table=findings[0].table if len({each.table for each in findings}) == 1 else None,
        column=None,
        index=None,
        constraint=None,
        fix=merged(fixes) if len(fixes) == len(findings) else None,
        name="",
        parts=tuple(part for each in findings for part in each.parts or (each,)),
    )


def _short(finding: Finding) -> str:
    if finding.index:
        return finding.index
    if finding.constraint is not None and finding.column is None:
        return finding.name
    return f"{finding.table}.{finding.column}" if finding.column else finding.table or finding.title
