"""A scenario: how one plan of the corpus comes about, read from its SQL file (see take.py)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SCENARIOS = FOLDER / "scenarios"
NEWEST, DEBIANS = 18, 15
DEFAULT_OPTIONS = {
    "ANALYZE": "ON",
    "VERBOSE": "ON",
    "BUFFERS": "ON",
    "SETTINGS": "ON",
    "WAL": "ON",
    "SUMMARY": "ON",
    "TIMING": "ON",
    "MEMORY": "ON",
    "SERIALIZE": "TEXT",
}
FIRST_VERSION = {"MEMORY": 17, "SERIALIZE": 17, "GENERIC_PLAN": 16}
OF_A_RUN = {"WAL", "TIMING", "SERIALIZE"}
"""Options that EXPLAIN refuses without ANALYZE."""
SECTIONS = ("setup", "plan", "fix", "fixed")
DIRECTIVES = ("servers", "scale", "options")
MARK = re.compile(r"-- @(\w+)[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file: what is set up, what is explained, on which servers and how."""

    name: str
    story: str
    setup: tuple[str, ...]
    plan: str
    fix: tuple[str, ...] = ()
    fixed: str = ""
    servers: tuple[int, ...] = (NEWEST, DEBIANS)
    scale: float = 0.1
    options: Mapping[str, str] = field(default_factory=dict)
    fixed_options: Mapping[str, str] = field(default_factory=dict)

    @property
    def stages(self) -> tuple[str, ...]:
        """What its files are called before what tells the version and the format."""
        return (self.name, f"{self.name}.fixed") if self.fixed else (self.name,)

    def files(self, server: int) -> tuple[str, ...]:
        """The plan files that it makes on a server."""
        return tuple(
            f"{stage}{suffix(server)}.{form}" for stage in self.stages for form in ("json", "txt")
        )

    def explain(self, server: int, form: str, *, fixed: bool = False) -> str:
        """EXPLAIN and its options, those that this version of PostgreSQL knows."""
        wanted = {**DEFAULT_OPTIONS, **self.options, **(self.fixed_options if fixed else {})}
        if wanted["ANALYZE"] == "OFF":
            wanted = {name: value for name, value in wanted.items() if name not in OF_A_RUN}
        known = [
            f"{name} {value}"
            for name, value in wanted.items()
            if server >= FIRST_VERSION.get(name, 0)
        ]
        return f"EXPLAIN ({', '.join([*known, f'FORMAT {form}'])})"


def suffix(server: int) -> str:
    """What tells the version in a file's name; the newest is not told."""
    return "" if server == NEWEST else f".pg{server}"


def scenario_names() -> tuple[str, ...]:
    """What the scenarios are called, in the order of the alphabet."""
    return tuple(sorted(path.stem for path in SCENARIOS.glob("*.sql")))


def read_scenario(name: str) -> Scenario:
    """The scenario of a name."""
    return parse_scenario(name, (SCENARIOS / f"{name}.sql").read_text(encoding="utf-8"))


def parse_scenario(name: str, text: str) -> Scenario:
    """The scenario in the text of a file.

    Raises:
        ValueError: it does not begin with a comment, has an unknown mark, or explains nothing.
    """
    first, *lines = text.splitlines()
    if not first.startswith("-- ") or MARK.match(first):
        raise ValueError(f"{name}.sql should begin with a comment that says what the plan shows")
    parts: dict[str, list[str]] = {}
    said: dict[str, str] = {}
    section = ""
    for line in lines:
        if mark := MARK.fullmatch(line):
            word, value = mark[1], mark[2].strip()
            if word in SECTIONS:
                section = word
                parts[section] = []
            elif word in DIRECTIVES:
                of_the_fixed = word == "options" and "fix" in parts
                said[f"fixed {word}" if of_the_fixed else word] = value
            else:
                raise ValueError(f"{name}.sql: there is no '-- @{word}'")
        elif section:
            parts[section].append(line)
    if len(plans := statements(parts.get("plan", []))) != 1:
        raise ValueError(f"{name}.sql: '-- @plan' should hold one statement, not {len(plans)}")
    fixed = [*statements(parts.get("fixed", [])), *plans] if {"fix", "fixed"} & set(parts) else [""]
    return Scenario(
        name,
        first.removeprefix("-- "),
        setup=tuple(statements(parts.get("setup", []))),
        plan=plans[0],
        fix=tuple(statements(parts.get("fix", []))),
        fixed=fixed[0],
        **dict(_directives(said)),
    )


def _directives(said: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    if "servers" in said:
        yield "servers", tuple(map(int, said["servers"].split()))
    if "scale" in said:
        yield "scale", float(said["scale"])
    for word in ("options", "fixed options"):
        if word in said:
            pairs = (option.split() for option in said[word].upper().split(","))
            yield word.replace(" ", "_"), dict(pairs)


def statements(lines: list[str]) -> list[str]:
    """The statements in these lines: each ends with a semicolon at the end of a line.

    One inside dollar quotes does not count.
    """
    found: list[str] = []
    now: list[str] = []
    for line in lines:
        if not now and (not line.strip() or line.startswith("--")):
            continue
        now.append(line)
        if line.rstrip().endswith(";") and "\n".join(now).count("$$") % 2 == 0:
            found.append("\n".join(now).rstrip().removesuffix(";"))
            now = []
    return [*found, "\n".join(now)] if now else found
