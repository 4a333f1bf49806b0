"""One neutral picture of a schema, read from a MetaData or from a live catalog, and its uses."""

from lab.schema.diagram import Diagram, er_diagram
from lab.schema.fingerprint import Difference, Fingerprint, difference, read_fingerprint
from lab.schema.from_catalog import read_picture
from lab.schema.from_metadata import picture_of
from lab.schema.picture import (
    Column,
    Constraint,
    ConstraintKind,
    EnumType,
    Function,
    Index,
    Picture,
    Table,
    Trigger,
)

__all__ = [
    "Column",
    "Constraint",
    "ConstraintKind",
    "Diagram",
    "Difference",
    "EnumType",
    "Fingerprint",
    "Function",
    "Index",
    "Picture",
    "Table",
    "Trigger",
    "difference",
    "er_diagram",
    "picture_of",
    "read_fingerprint",
    "read_picture",
]
