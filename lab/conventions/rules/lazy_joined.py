"""LAZY_JOINED: a relationship that every query of the model joins, asked for or not."""

from collections.abc import Iterator

from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Relationship


def find(review: Review) -> Iterator[Notice]:
    """Relationships with lazy='joined'; one that leads to a single row is less grave."""
    for table in review.tables:
        for each in table.model.relationships if table.model else ():
            if table.model is not None and each.lazy in ("joined", "False"):
                name = f"{table.model.name}.{each.name}"
                yield Notice(
                    title=f"Every query of {table.model.name} joins {each.target}, by "
                    f"lazy='joined' of {name}",
                    evidence={"relationship": name, "kind": each.kind},
                    table=table,
                    severity=Severity.INFO if each.kind == "many to one" else None,
                    fix=Fix(model=f"select({table.model.name}).options({loader(each)}({name}))"),
                    place=each.place,
                    about=name,
                )


def loader(relationship: Relationship) -> str:
    """What loads it well, in the query that needs it."""
    return "joinedload" if relationship.kind == "many to one" else "selectinload"


RULE = Rule(
    code="LAZY_JOINED",
    severity=Severity.WARNING,
    meaning="Each query of the model pays for the join, also where nobody looks at the other "
    "rows, and a row with many others comes back once for each of them. Only the query knows its "
    "needs.",
    advice="Leave the relationship lazy, and load it where it is needed: selectinload for several "
    "rows, joinedload for one.",
    find=find,
    claims=("C31",),
    notebook="10_loading_related",
    origins=ON_MODELS,
)
