"""What `[tool.lab.lint]` of a pyproject.toml says: thresholds, exemptions and their reasons.

[tool.lab.lint.limits.INDEX_UNUSED]
days = 30

[[tool.lab.lint.exempt]]
code = "FK_WITHOUT_INDEX"
table = "audit_*"
reason = "Written only, and never joined"
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from lab.conventions.rules import convention_rules
from lab.errors import LabError, unknown_name
from lab.findings import Finding

FILE = "pyproject.toml"
SECTION = ("tool", "lab", "lint")
KEYS = ("limits", "exempt")
MOST = 10**15
"""What a limit may be: below it numbers of any kind can be reckoned with."""
OF_AN_EXEMPTION = ("code", "table", "column", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempted:
    """Findings of one code that are accepted; table and column may have `*` in them."""

    code: str
    reason: str
    table: str = "*"
    column: str = "*"
    source: str = ""
    """The file that says so, or the place in the models."""

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of this finding."""
        return (
            finding.code == self.code
            and fnmatchcase(finding.table or "", self.table)
            and fnmatchcase(finding.column or "", self.column)
        )

    def __str__(self) -> str:
        names = ".".join(name for name in (self.table, self.column) if name != "*")
        of = f" of {names}" if names else ""
        return f"{self.code}{of}" + (f" ({self.source})" if self.source else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LintSettings:
    """Thresholds by rule and name, and exemptions."""

    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    exempted: tuple[Exempted, ...] = ()


def load_lint_settings(folder: Path | None = None) -> LintSettings:
    """Those of the nearest pyproject.toml, from a folder upwards; the current one if none is given.

    Raises:
        LabError: the file cannot be read, or says something that no rule understands.
    """
    found = _nearest(folder)
    return _settings_in(_section(found), str(found)) if found else LintSettings()


def require_rule(code: str, where: str) -> None:
    """Refuse a code that no rule has.

    Raises:
        LabError: there is none; the hint names the nearest.
    """
    _require_known("rule", [code], convention_rules(), where)


def _nearest(folder: Path | None) -> Path | None:
    try:
        here = (folder or Path.cwd()).resolve()
        files = (each / FILE for each in (here, *here.parents))
        return next((each for each in files if each.is_file()), None)
    except OSError as error:
        raise LabError(
            f"The current folder cannot be read: {error.strerror}", hint="Go to another one"
        ) from None


def _settings_in(section: Any, source: str) -> LintSettings:
    values = _table(section, "[tool.lab.lint]", source)
    _require_known("key", values, KEYS, f"[tool.lab.lint] of {source}")
    limits = _table(values.get("limits", {}), "limits", source)
    exempt = values.get("exempt", [])
    if not isinstance(exempt, list):
        raise LabError(
            f"exempt in {source} is not a list of tables", hint="Write [[tool.lab.lint.exempt]]"
        )
    return LintSettings(
        limits={code: _limits_of(code, each, source) for code, each in limits.items()},
        exempted=tuple(_exempted(each, source) for each in exempt),
    )


def _section(path: Path) -> Any:
    try:
        found: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError, OSError) as error:
        raise LabError(f"{path} cannot be read: {error}", hint="Correct it") from None
    for name in SECTION:
        found = found.get(name, {}) if isinstance(found, dict) else {}
    return found


def _limits_of(code: str, given: Any, source: str) -> dict[str, float]:
    require_rule(code, f"limits of {source}")
    known = convention_rules()[code].limits
    values = _table(given, f"limits.{code}", source)
    _require_known("limit", values, known, f"{code}, which {source} names")
    for name, value in values.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= MOST:
            raise LabError(
                f"limits.{code}.{name} in {source} is not a number from 0 to {MOST:,}",
                hint=f"Write such as {name} = {known[name]:g}",
            )
    return values


def _exempted(given: Any, source: str) -> Exempted:
    values = _table(given, "exempt", source)
    _require_known("key", values, OF_AN_EXEMPTION, f"[[tool.lab.lint.exempt]] of {source}")
    for name, value in values.items():
        if not isinstance(value, str):
            raise LabError(f"{name} of an exemption in {source} is no text", hint="Quote it")
    code = values.get("code")
    if code is None:
        raise LabError(f"An exemption in {source} has no code", hint='Add code = "..."')
    require_rule(code, f"exemptions of {source}")
    if not values.get("reason", "").strip():
        raise LabError(
            f"The exemption from {code} in {source} has no reason",
            hint='Add reason = "..." for whoever reads it next',
        )
    return Exempted(**values, source=Path(source).name)


def _table(value: Any, name: str, source: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise LabError(f"{name} in {source} is no table", hint="Write keys and values below it")
    return value


def _require_known(what: str, names: Iterable[str], known: Collection[str], where: str) -> None:
    for name in names:
        if name not in known:
            raise unknown_name(what, name, where, known)
