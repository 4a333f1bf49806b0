"""MODEL_BROKEN: what SQLAlchemy refuses, each cause once."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel

from lab.findings import Severity
from lab.schema import picture_of_models
from tests.conventions import only, said


class Broken(SQLModel, registry=registry(metadata=MetaData())):
    """Models of a registry of their own, which nobody else's queries configure."""


class Customer(Broken, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Invoice(Broken, table=True):
    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    customer: Customer = Relationship(back_populates="invoices")


class Mended(SQLModel, registry=registry(metadata=MetaData())):
    """The same, with both ends of the relationship."""


class Client(Mended, table=True):
    id: int | None = Field(default=None, primary_key=True)
    bills: list["Bill"] = Relationship(back_populates="client")


class Bill(Mended, table=True):
    id: int | None = Field(default=None, primary_key=True)
    client_id: int = Field(foreign_key="client.id")
    client: Client = Relationship(back_populates="bills")


BAD = picture_of_models([Customer, Invoice])
MENDED = picture_of_models([Client, Bill])


def test_it_appears_and_is_gone_once_mended() -> None:
    finding = only("MODEL_BROKEN", BAD)
    assert finding.severity is Severity.HIGH
    assert finding.table == "invoice"
    assert "has no property 'invoices'" in finding.title
    assert not said("MODEL_BROKEN", MENDED)


def test_it_stands_at_the_line_of_the_relationship() -> None:
    finding = only("MODEL_BROKEN", BAD)
    assert finding.file is not None
    assert finding.file.endswith("test_model_broken.py")
    assert finding.line == 23


def test_a_key_that_leads_nowhere_is_told_of_by_its_own_rule_alone() -> None:
    class Lost(SQLModel, registry=registry(metadata=MetaData())):
        pass

    class Parcel(Lost, table=True):
        id: int | None = Field(default=None, primary_key=True)
        order_id: int = Field(foreign_key="order.id")

    picture = picture_of_models([Parcel])
    assert picture.failures
    assert not said("MODEL_BROKEN", picture)
    assert only("FK_UNRESOLVED", picture).column == "order_id"
