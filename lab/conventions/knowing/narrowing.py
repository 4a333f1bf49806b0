"""A finding of many, of which only some are told: the others are known, or accepted."""

from dataclasses import replace

from lab.conventions.knowing.gathering import merged
from lab.findings import Finding
from lab.show.text import first_few


def narrowed(finding: Finding, parts: tuple[Finding, ...], word: str) -> Finding:
    """The finding of these of its parts, which a word sets apart from the rest; one as it is."""
    if len(parts) == 1:
        return parts[0]
    fixes = [each.fix for each in parts if each.fix]
    names = first_few([each.name for each in parts])
    tables = {each.table for each in parts}
    return replace(
        finding,
        severity=max((each.severity for each in parts), key=lambda each: each.rank),
        title=f"{finding.title}; {len(parts):,} {word}: {names}",
        evidence={**finding.evidence, word.replace(" ", "_"): len(parts)},
        table=parts[0].table if len(tables) == 1 else None,
        fix=merged(fixes) if len(fixes) == len(parts) else None,
        file=parts[0].file,
        line=parts[0].line,
        parts=parts,
    )
