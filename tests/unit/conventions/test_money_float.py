"""MONEY_FLOAT: which names are believed to mean money, and which types lose it."""

from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Column,
    Double,
    Float,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import MONEY

from lab.findings import Confidence, Severity
from tests.conventions import only, said, where


def invoices(*columns: Column[Any]) -> MetaData:
    metadata = MetaData()
    Table("invoices", metadata, Column("id", Integer, primary_key=True), *columns)
    return metadata


BAD = invoices(Column("unit_price", Float, nullable=False), Column("tip", MONEY))
Table("lines", BAD, Column("id", Integer, primary_key=True), Column("amount", REAL))
MENDED = invoices(
    Column("unit_price", Numeric(12, 2), nullable=False), Column("tip_cents", BigInteger)
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("MONEY_FLOAT", BAD)) == [
        ("invoices", "unit_price"),
        ("lines", "amount"),
        ("invoices", "tip"),
    ]
    assert not said("MONEY_FLOAT", MENDED)


@pytest.mark.parametrize(
    "name",
    ["price", "totalPrice", "TOTAL_COST", "monthly_fee", "net_salary", "price_usd", "spend"],
)
def test_a_name_is_read_by_its_words(name: str) -> None:
    assert only("MONEY_FLOAT", invoices(Column(name, Float))).severity is Severity.HIGH


@pytest.mark.parametrize(
    "name",
    ["tax_rate", "discount_percent", "cost_per_hour_ratio", "taxonomy", "total_distance", "pricey"],
)
def test_a_measure_is_no_money(name: str) -> None:
    assert not said("MONEY_FLOAT", invoices(Column(name, Float)))


def test_an_amount_may_be_of_anything_unless_the_table_has_a_currency() -> None:
    unsure = only("MONEY_FLOAT", invoices(Column("amount", Float)))
    assert (unsure.severity, unsure.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    sure = only("MONEY_FLOAT", invoices(Column("amount", Float), Column("currency", String)))
    assert (sure.severity, sure.confidence) == (Severity.HIGH, Confidence.HIGH)


def test_two_columns_of_a_table_are_one_finding() -> None:
    metadata = invoices(Column("price", Float), Column("fee", Double))
    finding = only("MONEY_FLOAT", metadata)
    assert finding.title == "2 columns of invoices are money in floating point: price, fee"
    assert finding.fix is not None
    assert len(finding.fix.upgrade) == 2
    assert not finding.fix.safe


def test_an_array_is_told_and_left_to_people_to_change() -> None:
    fix = only("MONEY_FLOAT", invoices(Column("prices", ARRAY(Float)), Column("price", Integer)))
    assert fix.fix is not None
    assert not fix.fix.upgrade


def test_a_limit_of_a_budget_is_an_amount() -> None:
    assert only("MONEY_FLOAT", invoices(Column("max_budget", Double))).severity is Severity.WARNING


def test_a_discount_may_be_a_share_and_freight_is_paid() -> None:
    assert not said("MONEY_FLOAT", invoices(Column("discount", REAL)))
    assert only("MONEY_FLOAT", invoices(Column("freight", REAL))).severity is Severity.WARNING
