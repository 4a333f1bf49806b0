"""MODEL_BROKEN: what SQLAlchemy refuses in the models; FK_UNRESOLVED tells of keys to nowhere."""

import re
from collections.abc import Iterator

from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Severity
from lab.schema import ModelFailure, Table

UNRESOLVED_KEY = re.compile(r"(Foreign key associated with|Could not initialize target column for)")


def find(review: Review) -> Iterator[Notice]:
    """One notice for each thing that is refused."""
    for failure in review.picture.failures:
        if not UNRESOLVED_KEY.match(failure.message):
            yield Notice(
                title=shortened(failure),
                evidence={"message": failure.message},
                table=table_of(review, failure),
                place=failure.place,
                about=shortened(failure),
            )


def table_of(review: Review, failure: ModelFailure) -> Table | None:
    """The table of the class that it is about."""
    for table in review.picture.tables:
        if table.model is not None and table.model.name == failure.model:
            return table
    return None


def shortened(failure: ModelFailure) -> str:
    """The first sentence of it, after the class that it is about."""
    first = re.split(r"(?<=[\w')])\.\s", failure.message, maxsplit=1)[0].strip().rstrip(".")
    return f"{failure.model}: {first}" if failure.model else first


RULE = Rule(
    code="MODEL_BROKEN",
    severity=Severity.HIGH,
    meaning="SQLAlchemy sets all models up together when the first of them is used. One that it "
    "refuses makes every query of the application fail, also on the models that are right.",
    advice="Define what is named, or correct the name; then have a test call configure_mappers().",
    find=find,
    claims=("B2", "B3"),
    origins=ON_MODELS,
)
