"""EPOCH_NUMBER: which numbers are moments by their names."""

from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, MetaData, Table

from lab.findings import Severity
from tests.conventions import only, said, where

CODE = "EPOCH_NUMBER"


def accounts(*columns: Column[Any]) -> MetaData:
    metadata = MetaData()
    Table("ts", metadata, Column("id", Integer, primary_key=True))
    Table("accounts", metadata, Column("id", Integer, primary_key=True), *columns)
    return metadata


BAD = accounts(Column("expires_at", Integer), Column("started_at_epoch_ms", BigInteger))
MENDED = accounts(
    Column("expires_at", DateTime(timezone=True)), Column("started_at", DateTime(timezone=True))
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [
        ("accounts", "expires_at"),
        ("accounts", "started_at_epoch_ms"),
    ]
    assert not said(CODE, MENDED)


def test_seconds_in_an_integer_end_and_a_bigint_is_only_hard_to_read() -> None:
    ending, wide = said(CODE, BAD)
    assert ending.title == ("accounts.expires_at is a moment by its name, and a number by its type")
    assert (ending.severity, wide.severity) == (Severity.WARNING, Severity.INFO)
    assert "2038" in ending.advice
    assert "2038" not in wide.advice


def test_the_fix_is_a_line_for_people_who_know_what_is_counted() -> None:
    fix = only(CODE, accounts(Column("created_at", BigInteger))).fix
    assert fix is not None
    assert "created_at: datetime" in fix.model
    assert not fix.upgrade


@pytest.mark.parametrize(
    "column",
    [
        *(
            Column(name, Integer)
            for name in (
                "created_at",
                "next_run_at",
                "lastSeenAt",
                "valid_at",
                "ts",
                "epoch_ms",
                "signed_at_epoch",
            )
        ),
        Column("start_at", BigInteger),
        Column("timestamp", BigInteger),
        Column("created_at_ms", BigInteger),
    ],
    ids=lambda each: each.name,
)
def test_names_that_say_when_are_moments(column: Column[Any]) -> None:
    assert where(said(CODE, accounts(column))) == [("accounts", column.name)]


@pytest.mark.parametrize(
    "column",
    [
        Column("run_time", BigInteger),
        Column("timeout_ms", BigInteger),
        Column("format", Integer),
        Column("attempts", Integer),
        Column("ts", ForeignKey("ts.id")),
        *(
            Column(name, Integer)
            for name in (
                "at",
                "repeat_at",
                "reorder_at",
                "alert_at",
                "start_at",
                "lookat",
                "flat",
                "epoch",
                "best_epoch",
                "day_of_week",
                "time_limit",
                "duration",
                "valid_time",
                "released_on",
                "founded_date",
                "created_at_block",
                "lamport_ts",
            )
        ),
        Column("end_epoch", BigInteger),
        Column("logical_timestamp", BigInteger),
    ],
    ids=lambda each: each.name,
)
def test_durations_counts_and_keys_are_no_moments(column: Column[Any]) -> None:
    assert not said(CODE, accounts(column))
