"""What `[tool.lab.lint]` of a pyproject.toml says: thresholds, exemptions and their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from lab.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempted:
    """Findings of one code that are accepted; table and column may have `*` in them."""

    code: str
    reason: str
    table: str = "*"
    column: str = "*"

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of this finding."""
        return (
            finding.code == self.code
            and fnmatchcase(finding.table or "", self.table)
            and fnmatchcase(finding.column or "", self.column)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LintSettings:
    """Thresholds by rule and name, and exemptions."""

    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    exempted: tuple[Exempted, ...] = ()
