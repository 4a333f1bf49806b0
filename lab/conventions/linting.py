"""`lab.lint`: every rule over the picture of models or of a live schema."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from lab.conventions.drifting.drifting import Drift, drift_of
from lab.conventions.exempting import exemptions_in, marked, sort_out
from lab.conventions.lint_settings import Exempted, LintSettings, load_lint_settings
from lab.conventions.reporting.lint_result import Lint
from lab.conventions.reporting.opposing import undecided
from lab.conventions.reporting.summing_up import summed_up
from lab.conventions.reviewing import Review, Rule, Targets, findings_of, review_of, targets_in
from lab.conventions.rules import convention_rules
from lab.database import Database
from lab.errors import LabError
from lab.findings import Finding, gravest_first
from lab.schema import ModelSource, Picture, read_pictures, source_of
from lab.show import text

STATEMENT_TIMEOUT_MS = 60_000
MOST_NAMED = 3
"""Of how many schemas the names stand in the headline."""


def lint(
    source: Any,
    *,
    against: Database | None = None,
    schemas: Sequence[str] | None = None,
    settings: LintSettings | None = None,
) -> Lint:
    """Hold a schema against the conventions. Nothing is written.

    Args:
        source: a Database; or models: a module, SQLModel, classes, a MetaData.
        against: the database that models are compared with, where that is wanted too.
        schemas: of a Database, those to look at; else all that are not the system's.
        settings: thresholds and exemptions; else those of the nearest pyproject.toml.

    Raises:
        LabError: there is nothing to lint, or the settings name what no rule has.
    """
    chosen = load_lint_settings() if settings is None else settings
    if against is not None and not isinstance(against, Database):
        given = f"A value of type {type(against).__name__}"
        raise LabError(f"{given} is no database", hint="Give against=lab.connect(...)")
    if isinstance(source, Database):
        if against is not None:
            raise LabError("Models are held against a database", hint="Give models first")
        return lint_database(source, schemas=schemas, settings=chosen)
    if schemas is not None:
        raise LabError("Models are linted in all their schemas", hint="Leave schemas out")
    return lint_models(source_of(source), against=against, settings=chosen)


def lint_models(source: ModelSource, *, against: Database | None, settings: LintSettings) -> Lint:
    """What models show, and how a database differs from them where one is given."""
    drift = Drift() if against is None else drift_of(source, against)
    return lint_pictures(
        source.pictures, settings, of=source.name, remarks=drift.remarks, also=drift.findings
    )


def lint_database(
    database: Database,
    *,
    schemas: Sequence[str] | None,
    settings: LintSettings,
    statement_timeout_ms: int = STATEMENT_TIMEOUT_MS,
) -> Lint:
    """What the catalog of a database shows, in a transaction that is rolled back."""
    wanted = [*dict.fromkeys([schemas] if isinstance(schemas, str) else schemas or ())]
    with database.rolled_back(statement_timeout_ms=statement_timeout_ms) as connection:
        pictures = read_pictures(connection, wanted or None)
        remarks = () if any(each.tables for each in pictures) else _elsewhere(connection)
    names = [repr(each.schema) for each in pictures]
    where = " and ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} schemas"
    of = f"{where} in database '{database.name}'"
    return lint_pictures(pictures, settings, of=of, remarks=remarks)


def lint_pictures(
    pictures: Iterable[Picture],
    settings: LintSettings,
    *,
    of: str,
    remarks: Sequence[str] = (),
    also: Iterable[Finding] = (),
) -> Lint:
    """Every rule over pictures that were read before.

    Args:
        pictures: one a schema.
        settings: thresholds and exemptions.
        of: what was looked at, in words.
        remarks: what else there is to say.
        also: findings that no picture alone can show.
    """
    seen = tuple(pictures)
    exemptions = [*settings.exempted, *(each for one in seen for each in exemptions_in(one))]
    targets = targets_in(seen)
    shown = [each for one in seen for each in _found(one, targets, settings, exemptions)]
    found = gravest_first([*also, *shown])
    told = sort_out(found, exemptions, seen)
    decided = undecided(told.kept, [each for each, _ in told.accepted])
    kept = summed_up(decided, convention_rules(), lambda rule: _limits(rule, settings))
    tables = text.plural(sum(len(picture.tables) for picture in seen), "table")
    return Lint(
        subject=f"{tables} of {of}",
        findings=gravest_first([*kept]),
        exempted=told.accepted,
        unneeded=tuple(map(str, told.unneeded)),
        remarks=tuple(remarks),
    )


def _found(
    picture: Picture,
    targets: Targets,
    settings: LintSettings,
    exemptions: Sequence[Exempted],
) -> Iterator[Finding]:
    plain = review_of(marked(picture, ()), targets)
    for rule in convention_rules().values():
        own = [each for each in exemptions if each.code == rule.code]
        review = review_of(marked(picture, own), targets) if own else plain
        limits = settings.limits.get(rule.code)
        yield from _apart(review, rule, own, limits)


def _apart(
    review: Review,
    rule: Rule,
    exemptions: Sequence[Exempted],
    limits: Mapping[str, float] | None,
) -> list[Finding]:
    """What a rule finds; what it says of many tables at once leaves those out that are exempted."""

    def accepted(finding: Finding) -> bool:
        return any(each.covers(finding) for each in exemptions)

    found = [*findings_of(review, rule, limits)]
    if not any(any(map(accepted, each.parts)) and not accepted(each) for each in found):
        return found
    parts = [part for each in found for part in each.parts or (each,)]
    apart = [*filter(accepted, parts)]
    tables = frozenset(each.table for each in apart if each.table is not None)
    again = [*findings_of(replace(review, left_out=tables), rule, limits)]
    # Where a table that is left out has more to tell, or shows what is wrong with others.
    lost = {each.name for each in parts if not accepted(each)} != {
        name for each in again for name in each.names
    }
    return found if lost else [*again, *apart]


def _limits(rule: Rule, settings: LintSettings) -> Mapping[str, float]:
    return {**rule.limits, **settings.limits.get(rule.code, {})}


def _elsewhere(connection: Connection) -> tuple[str, ...]:
    """Which schemas have tables, where those that were looked at have none."""
    others = [each.schema for each in read_pictures(connection) if each.tables]
    if not others:
        return ("No schema of this database has tables",)
    return (f"There are tables in {', '.join(map(repr, others))}",)
