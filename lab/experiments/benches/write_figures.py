"""What the variants of a comparison cost a write, where they differ in indexes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from lab.experiments.benches.failing import failure_of
from lab.experiments.undoing import undone
from lab.experiments.variants import (
    Arrangement,
    Place,
    read_places,
    read_secondary,
    stands_on,
)
from lab.experiments.writing import WriteFigures, measure_writes


@dataclass(frozen=True, slots=True)
class Writes:
    """Figures by the name of the variant, one a table; what could not be measured is noted."""

    figures: Mapping[str, tuple[WriteFigures, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def figures_of(
    connection: Connection,
    tables: Sequence[Place],
    variants: Sequence[Arrangement],
    timeout_s: float,
) -> Writes:
    """What writes cost on each table on which the variants differ in indexes."""
    sets: dict[tuple[object, ...], Arrangement] = {}
    for variant in variants:
        sets.setdefault(_indexes(variant), replace(variant, settings={}, query=None))
    found: dict[str, tuple[WriteFigures, ...]] = {variant.name: () for variant in variants}
    notes: list[str] = []
    for table in tables:
        if not _differ(connection, table, tuple(sets.values())):
            continue
        figures: tuple[WriteFigures, ...] = ()
        with failure_of(timeout_s) as failures, undone(connection):
            figures = measure_writes(connection, table, tuple(sets.values()))
        notes += [
            f"what a write to '{table[1]}' costs was not measured: {each.error.message}"
            for each in failures
        ]
        told = dict(zip(sets, figures, strict=False))
        for variant in variants:
            if (own := told.get(_indexes(variant))) is not None:
                found[variant.name] += (replace(own, variant=variant.name),)
    return Writes(found, tuple(notes))


def _indexes(variant: Arrangement) -> tuple[object, ...]:
    """What tells one set of indexes from another."""
    return variant.keeps_existing, *sorted(str(each.name) for each in variant.candidates)


def _differ(connection: Connection, table: Place, variants: Sequence[Arrangement]) -> bool:
    """Whether the variants have different indexes on the table."""
    own, places = bool(read_secondary(connection, [table])), read_places(connection, table)
    sets = set()
    for variant in variants:
        names = {str(each.name) for each in variant.candidates if stands_on(each, places)}
        sets.add((own and variant.keeps_existing, frozenset(names)))
    return len(sets) > 1
