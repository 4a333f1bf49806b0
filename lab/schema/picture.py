"""The neutral picture of a schema: what both readers make, and every rule looks at."""

import enum
from dataclasses import dataclass

from lab.errors import unknown_name
from lab.schema import mermaid
from lab.schema.live_facts import ServerFacts
from lab.schema.model_facts import ExchangeModel, ModelFailure
from lab.schema.parts import EnumType, Function, Table


class Origin(enum.StrEnum):
    """Where a picture was read from."""

    MODELS = "models"
    DATABASE = "database"


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A schema at one moment: tables, enum types and functions, each by name."""

    schema: str
    tables: tuple[Table, ...]
    enums: tuple[EnumType, ...] = ()
    functions: tuple[Function, ...] = ()
    origin: Origin = Origin.DATABASE
    server: ServerFacts | None = None
    """The server, of a live schema."""
    naming_convention: frozenset[str] | None = None
    """The kinds that a MetaData has names for ('ix', 'uq', 'ck', 'fk', 'pk'); None if not known."""
    exchanges: tuple[ExchangeModel, ...] = ()
    failures: tuple[ModelFailure, ...] = ()

    def __repr__(self) -> str:
        return f"<Picture of '{self.schema}': {len(self.tables)} tables>"

    def has_table(self, name: str) -> bool:
        """Whether there is a table of that name."""
        return any(each.name == name for each in self.tables)

    def table(self, name: str) -> Table:
        """The table of that name.

        Raises:
            UnknownNameError: there is none; the hint names the nearest.
        """
        for table in self.tables:
            if table.name == name:
                return table
        raise unknown_name(
            "table", name, f"schema '{self.schema}'", (each.name for each in self.tables)
        )

    def to_mermaid(self) -> str:
        """The tables as a Mermaid `erDiagram`, for a Markdown page."""
        return mermaid.to_mermaid(self.tables)
