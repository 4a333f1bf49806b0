"""One neutral picture of a schema, read from a MetaData or from a live catalog, and its uses."""

from lab.schema.diagram import Diagram, er_diagram
from lab.schema.fingerprint import Difference, Fingerprint, difference, read_fingerprint
from lab.schema.from_catalog import read_picture
from lab.schema.from_metadata import picture_of
from lab.schema.live_facts import (
    ColumnStatistics,
    IndexActivity,
    RowSecurity,
    ServerFacts,
    TableActivity,
)
from lab.schema.model_facts import (
    ExchangeModel,
    Exemption,
    Limit,
    ModelClass,
    ModelFailure,
    ModelField,
    Place,
    Relationship,
)
from lab.schema.parts import (
    Column,
    Constraint,
    ConstraintKind,
    EnumType,
    Function,
    Index,
    IndexKey,
    OwnedSequence,
    Table,
    Trigger,
)
from lab.schema.picture import Origin, Picture

__all__ = [
    "Column",
    "ColumnStatistics",
    "Constraint",
    "ConstraintKind",
    "Diagram",
    "Difference",
    "EnumType",
    "ExchangeModel",
    "Exemption",
    "Fingerprint",
    "Function",
    "Index",
    "IndexActivity",
    "IndexKey",
    "Limit",
    "ModelClass",
    "ModelFailure",
    "ModelField",
    "Origin",
    "OwnedSequence",
    "Picture",
    "Place",
    "Relationship",
    "RowSecurity",
    "ServerFacts",
    "Table",
    "TableActivity",
    "Trigger",
    "difference",
    "er_diagram",
    "picture_of",
    "read_fingerprint",
    "read_picture",
]
