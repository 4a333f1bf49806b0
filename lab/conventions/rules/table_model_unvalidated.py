"""TABLE_MODEL_UNVALIDATED: limits on table models, which SQLModel does not validate."""

from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.kept_limits import unkept_limits
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import ModelClass
from lab.show import text
from lab.show.text import first_few


def find(review: Review) -> Iterator[Notice]:
    """One notice for all models whose limits neither the model nor the database keeps.

    A model is left out where a request model of its name stands before it, such as TaskCreate
    before Task: there the limits are checked.
    """
    enums = frozenset(each.name for each in review.picture.enums)
    open_ = {
        table.model: sum(len(each.limits) for each in unkept_limits(table, enums))
        for table in review.tables
        if table.model is not None and not table.model.validates
    }
    models = [model for model, limits in open_.items() if limits and not has_request(review, model)]
    if models:
        parts = tuple(unvalidated([each], open_[each]) for each in models)
        limits = sum(open_[each] for each in models)
        yield replace(unvalidated(models, limits), parts=parts)


def unvalidated(models: list[ModelClass], limits: int) -> Notice:
    """Models, and how many limits they have together."""
    names = [model.name for model in models]
    return Notice(
        title=f"{text.plural(limits, 'limit')} on {text.plural(len(models), 'table model')} "
        f"without a request model: {first_few(names)}",
        evidence={"limits": limits, "models": names},
        fix=Fix(model=f"class {names[0]}Create(SQLModel): ...  # the fields that clients send"),
        place=models[0].place,
        about=names[0],
    )


def has_request(review: Review, model: ModelClass) -> bool:
    """Whether a model that clients send is named after it."""
    return any(
        each.is_request and each.name.startswith(model.name) for each in review.picture.exchanges
    )


RULE = Rule(
    code="TABLE_MODEL_UNVALIDATED",
    severity=Severity.INFO,
    meaning="A SQLModel class with table=True takes any value when an object is made of it. What "
    "a client sends therefore reaches the database unchecked, where the class looks as if it "
    "checked.",
    advice="Validate what comes in with a request model, a class without table=True, and make the "
    "table's object of it.",
    find=find,
    claims=("B9",),
    notebook="14_constraints",
    origins=ON_MODELS,
)
