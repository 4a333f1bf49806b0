"""Masks for names and values: the same one for the same thing, wherever it stands."""

import re
from collections.abc import Callable
from enum import StrEnum

from lab.plans.keys import OF_NODES, OF_WORKERS
from lab.plans.redacting.builtin import COLLATIONS, FUNCTIONS, KEYS, SCHEMAS, SETTINGS, TYPES

OF_POSTGRESQL = re.compile(r"\*(?:VALUES|SELECT|TLOCRN|TROCRN)\*(?: \d+)?|\?column\?")
"""Names that PostgreSQL gives where a statement gave none."""

OF_FOREIGN_KEY = re.compile(r"RI_ConstraintTrigger_[ac]_(?=\d+\Z)")
"""What its triggers are called before a number: which side of the key they are on matters."""


class Kind(StrEnum):
    """What is masked, each with the letters its masks begin with."""

    TABLE = "t"
    ALIAS = "a"
    CTE = "cte"
    COLUMN = "c"
    INDEX = "i"
    FUNCTION = "f"
    TYPE = "type"
    SCHEMA = "s"
    COLLATION = "collation"
    WINDOW = "w"
    TRIGGER = "trigger"
    CONSTRAINT = "constraint"
    SUBPLAN = "subplan"
    KEY = "key"
    SETTING = "setting"
    TEXT = "x"
    NUMBER = ""


KEPT: dict[Kind, Callable[[str], bool]] = {
    Kind.FUNCTION: FUNCTIONS.__contains__,
    Kind.TYPE: TYPES.__contains__,
    Kind.SCHEMA: SCHEMAS.__contains__,
    Kind.COLLATION: COLLATIONS.__contains__,
    Kind.KEY: frozenset((*KEYS, *OF_NODES.field_of_key, *OF_WORKERS.field_of_key)).__contains__,
    Kind.SETTING: SETTINGS.__contains__,
}
RANGES = (Kind.ALIAS, Kind.TABLE, Kind.CTE)
"""What may stand before the dot of a column; an alias may be another table's name."""


class Masks:
    """The masks given so far; a new name gets the next one of its kind."""

    def __init__(self) -> None:
        self._given: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
        self._numbers: dict[str, int] = {}

    def of(self, kind: Kind, name: str) -> str:
        """The mask of a name; words of PostgreSQL's own stay as they are."""
        if OF_POSTGRESQL.fullmatch(name) or (kind in KEPT and KEPT[kind](name)):
            return name
        given = self._given[kind]
        key = OF_FOREIGN_KEY.match(name) if kind is Kind.TRIGGER else None
        return given.setdefault(name, f"{key[0] if key else kind.value}{len(given) + 1}")

    def of_range(self, name: str) -> str:
        """The mask of what columns are taken from: of an alias, a table or a CTE."""
        for kind in RANGES:
            if name in self._given[kind]:
                return self._given[kind][name]
        return self.of_alias(name)

    def of_alias(self, name: str) -> str:
        """The mask of an alias that is not the table's own name.

        What PostgreSQL calls `name_1`, since a table is read twice or in partitions, gets a number
        too; which one is nobody's business.
        """
        given = self._given[Kind.ALIAS]
        table, _, number = name.rpartition("_")
        if name in given or not (table and number.isdecimal()):
            return self.of(Kind.ALIAS, name)
        known = [self._given[kind][table] for kind in RANGES if table in self._given[kind]]
        mask = known[0] if known else self.of(Kind.ALIAS, table)
        self._numbers[mask] = self._numbers.get(mask, 0) + 1
        return given.setdefault(name, f"{mask}_{self._numbers[mask]}")
