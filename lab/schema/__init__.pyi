from lab.schema.catalog.fingerprint import Difference, Fingerprint, difference, read_fingerprint
from lab.schema.catalog.from_catalog import read_picture, read_pictures
from lab.schema.classes.from_models import ModelSource, picture_of_models, source_of
from lab.schema.comparing.disagreeing import disagreements
from lab.schema.comparing.disagreement import Disagreement, Effect
from lab.schema.comparing.printing import Printed, as_printed
from lab.schema.diagram import Diagram, er_diagram
from lab.schema.live_facts import (
    ColumnStatistics,
    IndexActivity,
    RowSecurity,
    ServerFacts,
    TableActivity,
)
from lab.schema.metadata.from_metadata import picture_of
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
from lab.schema.modules.reading import read_models
from lab.schema.names import LONGEST_NAME, clipped, made_name, quoted
from lab.schema.parts import (
    LARGEST,
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
    "LARGEST",
    "LONGEST_NAME",
    "Column",
    "ColumnStatistics",
    "Constraint",
    "ConstraintKind",
    "Diagram",
    "Difference",
    "Disagreement",
    "Effect",
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
    "ModelSource",
    "Origin",
    "OwnedSequence",
    "Picture",
    "Place",
    "Printed",
    "Relationship",
    "RowSecurity",
    "ServerFacts",
    "Table",
    "TableActivity",
    "Trigger",
    "as_printed",
    "clipped",
    "difference",
    "disagreements",
    "er_diagram",
    "made_name",
    "picture_of",
    "picture_of_models",
    "quoted",
    "read_fingerprint",
    "read_models",
    "read_picture",
    "read_pictures",
    "source_of",
]
