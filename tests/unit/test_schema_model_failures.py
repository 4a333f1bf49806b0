"""What SQLAlchemy refuses in models, in its words and with the line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    create_engine,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    mapped_column,
    relationship,
)
from sqlmodel import Field, Relationship, Session, SQLModel, select

from lab.schema import (
    Place,
    picture_of_models,
)
from tests.unit.model_places import REGISTRIES, forget_registries, fresh, place_in


@pytest.fixture(autouse=True)
def _in_the_clone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(Path(__file__).parents[2])
    yield
    forget_registries()


def here(text: str) -> Place:
    return place_in(__file__, text)


def test_a_foreign_key_to_nowhere_is_told_once_with_its_line() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Item(Base, table=True):
        id: int = Field(primary_key=True)
        order_ref: int = Field(foreign_key="order.id")
        order: Optional["Order"] = Relationship(back_populates="items")

    class Order(Base, table=True):
        __tablename__ = "orders"
        id: int = Field(primary_key=True)
        items: list[Item] = Relationship(back_populates="order")

    [failure] = picture_of_models(Base).failures
    assert failure.message == (
        "Foreign key associated with column 'item.order_ref' could not find table 'order' with "
        "which to generate a foreign key to target column 'id'"
    )
    assert (failure.model, failure.place) == ("Item", here("order_ref: int"))


def test_a_missing_partner_is_told_beside_the_foreign_key_to_nowhere() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Buyer(Base, table=True):
        id: int = Field(primary_key=True)

    class Order(Base, table=True):
        id: int = Field(primary_key=True)
        buyer_id: int = Field(foreign_key="buyers.id")
        buyer: Buyer = Relationship(back_populates="orders")

    key, partner = picture_of_models(Base).failures
    assert "could not find table 'buyers'" in key.message
    assert "'Mapper[Buyer(buyer)]' has no property 'orders'" in partner.message


def test_a_foreign_key_to_a_missing_column_is_told() -> None:
    metadata = MetaData()
    Table("a", metadata, Column("id", Integer, primary_key=True))
    Table("b", metadata, Column("a_id", ForeignKey("a.ident")))
    [failure] = picture_of_models(metadata).failures
    assert "table 'a' has no column named 'ident'" in failure.message
    assert failure.model is None


def test_a_relationship_to_an_unknown_class_is_told_and_the_others_are_read() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Payer(Base, table=True):
        id: int = Field(primary_key=True)
        friend_id: int = Field(foreign_key="payer.id")
        payments: list["Paymnt"] = Relationship(back_populates="payer")  # type: ignore[name-defined]  # noqa: F821
        friends: list["Payer"] = Relationship()

    picture = picture_of_models(Base)
    [failure] = picture.failures
    assert "expression 'Paymnt' failed to locate a name" in failure.message
    assert "\n" not in failure.message
    assert (failure.model, failure.place) == ("Payer", here('payments: list["Paymnt"]'))
    model = picture.table("payer").model
    assert model is not None
    assert [each.name for each in model.relationships] == ["friends"]


def test_each_refused_relationship_has_its_own_error_also_the_second_time() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Owner(Base, table=True):
        id: int = Field(primary_key=True)
        cats: list["Cat"] = Relationship(back_populates="owner")  # type: ignore[name-defined]  # noqa: F821

    class Bowl(Base, table=True):
        id: int = Field(primary_key=True)
        owner_id: int = Field(foreign_key="owner.id")
        owner: Owner = Relationship(back_populates="bowls")

    first, second = picture_of_models(Base).failures, picture_of_models(Base).failures
    assert first == second
    messages = {each.model: each.message for each in first}
    assert "failed to locate a name ('Cat')" in messages["Owner"]
    assert "'Mapper[Owner(owner)]' has no property 'bowls'" in messages["Bowl"]


def test_models_can_be_completed_after_they_were_refused() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Owner(Base, table=True):
        id: int = Field(primary_key=True)
        dogs: list["Dog"] = Relationship(back_populates="owner")

    assert picture_of_models(Base).failures

    class Dog(Base, table=True):
        id: int = Field(primary_key=True)
        owner_id: int = Field(foreign_key="owner.id")
        owner: Owner = Relationship(back_populates="dogs")

    assert picture_of_models(Base).failures == ()
    Base._sa_registry.configure()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Owner(id=1, dogs=[Dog(id=2, owner_id=1)]))
        session.commit()
        assert session.exec(select(Dog)).one().owner.id == 1
    engine.dispose()


def test_models_that_failed_before_are_told_by_the_error_itself() -> None:
    class Base(SQLModel, registry=fresh()):
        pass

    class Owner(Base, table=True):
        id: int = Field(primary_key=True)
        dogs: list["Dgo"] = Relationship()  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(Exception, match="Dgo"):
        Base._sa_registry.configure()
    [failure] = picture_of_models(Base).failures
    assert failure.message.startswith("When initializing mapper")


def test_a_warning_that_is_an_error_is_told_as_a_refusal() -> None:
    class Base(DeclarativeBase):
        pass

    REGISTRIES.append(Base.registry)

    class Node(Base):
        __tablename__ = "node"
        id: Mapped[int] = mapped_column(primary_key=True)
        up_id: Mapped[int] = mapped_column(ForeignKey("node.id"))
        up: "Mapped[Node]" = relationship(remote_side="Node.id")
        down: "Mapped[list[Node]]" = relationship()

    messages = [each.message for each in picture_of_models(Base).failures]
    assert len(messages) == 1
    assert "will copy column" in messages[0]


def test_a_lambda_that_names_nothing_is_told() -> None:
    class Base(DeclarativeBase):
        pass

    REGISTRIES.append(Base.registry)

    class Kite(Base):
        __tablename__ = "kite"
        id: Mapped[int] = mapped_column(primary_key=True)
        line: Mapped[Any] = relationship(lambda: Nothing)  # type: ignore[name-defined]  # noqa: F821

    [failure] = picture_of_models(Base).failures
    assert failure.message == "name 'Nothing' is not defined"
