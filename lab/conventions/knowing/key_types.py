"""Which types a key and its target may have, and what it costs when they differ: pure."""

import enum
import re

from lab.conventions.knowing.column_words import family
from lab.schema import LARGEST

INTEGERS = tuple(LARGEST)
NUMBERS = (*INTEGERS, "numeric", "real", "double precision")
TEXTS = ("text", "character varying")
MOMENTS = ("date", "timestamp without time zone", "timestamp with time zone")
ALONE = ("uuid", "boolean", "bytea", "inet", "interval", "time without time zone", "jsonb", "json")
LENGTH = re.compile(r"\((\d+)\)")


class Difference(enum.Enum):
    """What a difference of types means for a foreign key."""

    NONE = enum.auto()
    """They compare as one type; the index of either serves the other."""
    WIDER = enum.auto()
    """The key can hold values that its target cannot have."""
    NARROWER = enum.auto()
    """The key cannot hold every value of its target."""
    SHORTER = enum.auto()
    """The same of two texts by their lengths."""
    CONVERTED = enum.auto()
    """One is converted for each comparison, past an index on it."""
    IMPOSSIBLE = enum.auto()
    """PostgreSQL has no operator that compares them."""


def difference(key: str, target: str) -> Difference:
    """How the type of a column differs from that of the column it refers to.

    Of types that are not PostgreSQL's own, such as domains, nothing is said.
    """
    if key == target:
        return Difference.NONE
    if _is_array(key) != _is_array(target):
        return Difference.IMPOSSIBLE
    ours, theirs = family(key), family(target)
    if ours in INTEGERS and theirs in INTEGERS:
        narrower = INTEGERS.index(ours) < INTEGERS.index(theirs)
        return Difference.NARROWER if narrower else Difference.WIDER
    if ours in TEXTS and theirs in TEXTS:
        return _of_texts(key, target)
    if ours == theirs:
        return Difference.NONE
    return _of_families(ours, theirs)


def comparable(key: str, target: str) -> bool:
    """Whether one may well refer to the other."""
    kinds = {family(key), family(target)}
    alike = len(kinds) == 1 or kinds <= set(INTEGERS) or kinds <= set(TEXTS)
    return alike and _is_array(key) == _is_array(target)


def _is_array(kind: str) -> bool:
    return kind.endswith("[]")


def _of_texts(key: str, target: str) -> Difference:
    ours, theirs = LENGTH.search(key), LENGTH.search(target)
    if ours and theirs and int(ours[1]) < int(theirs[1]):
        return Difference.SHORTER
    return Difference.NONE


def _of_families(ours: str, theirs: str) -> Difference:
    groups = [NUMBERS, (*TEXTS, "character"), MOMENTS, *((each,) for each in ALONE)]
    group, other = (
        next((each for each in groups if kind in each), None) for kind in (ours, theirs)
    )
    if group is None or other is None:
        return Difference.NONE
    return Difference.CONVERTED if group is other else Difference.IMPOSSIBLE
