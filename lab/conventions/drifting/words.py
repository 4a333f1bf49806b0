"""A difference between models and a database as a sentence."""

from collections.abc import Sequence

from lab.schema import Disagreement
from lab.schema.comparing.facets import CATCH_ALL, STATES
from lab.show import text
from lab.show.text import first_few

KINDS = {"unique": "unique constraint", "exclusion": "exclusion constraint", "check": "check"}
SEVERAL = {"index": "indexes"}
LONGEST = 160
"""Signs of an expression in a title; the evidence has all of it."""


def one_difference(told: Disagreement) -> str:
    """What it is about, then what either side has."""
    subject = subject_of(told)
    if None in (told.found, told.expected) and told.kind in ("column", "table"):
        subject = f"{told.kind.capitalize()} {subject}"
    if told.found is None:
        return f"{subject}{described(told.expected)} is in the models and not in the database"
    if told.expected is None:
        return f"{subject}{described(told.found)} is in the database and not in the models"
    if told.aspects == ("name",):
        return f"{subject} is called {told.found} in the database"
    verb = "are" if told.aspects == ("columns",) else "is"
    return f"{subject}{aspect_of(told)} {verb} {either(told)}"


def many_differences(alike: Sequence[Disagreement]) -> str:
    """Several of one kind, the first three by name."""
    first = alike[0]
    kind = KINDS.get(first.kind, first.kind)
    counted = text.plural(len(alike), kind, SEVERAL.get(kind, ""))
    names = first_few([each.name for each in alike])
    if first.found is None:
        return f"{counted} are in the models and not in the database: {names}"
    if first.expected is None:
        return f"{counted} are in the database and not in the models: {names}"
    if len({(each.expected, each.found) for each in alike}) > 1:
        return f"{counted} differ in their {' and '.join(first.aspects)}: {names}"
    return f"{counted}{aspect_of(first)} is {either(first)}: {names}"


def aspect_of(told: Disagreement) -> str:
    """What differs, where what either side has does not say it."""
    (first, *others) = told.aspects
    return "" if others or first in (CATCH_ALL, *STATES) else f": {first}"


def subject_of(told: Disagreement) -> str:
    """`Index ix_orders_status of orders`; a column and a table are called by their names."""
    if told.kind in ("column", "table"):
        return told.name
    kind = KINDS.get(told.kind, told.kind).capitalize()
    of = f" of {told.table.name}" if told.table else ""
    return f"{kind} {told.name}{of}"


def either(told: Disagreement) -> str:
    """What both sides have."""
    return f"{shown(told.found)} in the database, {shown(told.expected)} in the models"


def described(words: str | None) -> str:
    """What it consists of, in brackets."""
    return f" ({shown(words)})" if words else ""


def shown(words: str | None) -> str:
    """The words on a line, the end left out where it is far; nothing has a word too."""
    flat = " ".join((words or "none").split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
